// Builds small ELF images of either class and byte order, so that each case of the readers can be written down.

export interface ImageSection {
  readonly name: string;
  readonly type: number;
  readonly bytes: Uint8Array;
}

export interface ImageOptions {
  readonly bits?: 32 | 64;
  readonly littleEndian?: boolean;
  readonly sections?: readonly ImageSection[];
  /** One writable load segment over all of the contents; its address. */
  readonly loadAddress?: number;
  readonly interpreter?: boolean;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** The image, and where the first section's contents start in it. */
export function buildElfImage(options: ImageOptions = {}): {
  readonly bytes: Uint8Array;
  readonly contentsOffset: number;
} {
  const bits = options.bits ?? 64;
  const little = options.littleEndian ?? true;
  const is64 = bits === 64;
  const headerSize = is64 ? 64 : 52;
  const segmentSize = is64 ? 56 : 32;
  const sectionSize = is64 ? 64 : 40;
  const named = [...(options.sections ?? [])];
  const names = text(
    `\0${[...named.map((section) => section.name), ".shstrtab"].join("\0")}\0`,
  );
  const sections = [...named, { name: ".shstrtab", type: 3, bytes: names }];
  const segments = [
    ...(options.loadAddress === undefined ? [] : [{ type: 1, flags: 6 }]),
    ...(options.interpreter === true ? [{ type: 3, flags: 4 }] : []),
  ];
  const align = (value: number): number => Math.ceil(value / 16) * 16;
  const contentsOffset = align(headerSize + segments.length * segmentSize);
  let at = contentsOffset;
  const placed = sections.map((section) => {
    const offset = at;
    at = align(at + section.bytes.length);
    return { ...section, offset };
  });
  const tableOffset = at;
  const bytes = new Uint8Array(
    tableOffset + (sections.length + 1) * sectionSize,
  );
  const view = new DataView(bytes.buffer);
  const u16 = (offset: number, value: number): void =>
    view.setUint16(offset, value, little);
  const u32 = (offset: number, value: number): void =>
    view.setUint32(offset, value, little);
  const word = (offset: number, value: number): void =>
    is64
      ? view.setBigUint64(offset, BigInt(value), little)
      : u32(offset, value);

  bytes.set([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, little ? 1 : 2, 1]);
  word(is64 ? 32 : 28, headerSize);
  word(is64 ? 40 : 32, tableOffset);
  u16(is64 ? 54 : 42, segmentSize);
  u16(is64 ? 56 : 44, segments.length);
  u16(is64 ? 58 : 46, sectionSize);
  u16(is64 ? 60 : 48, sections.length + 1);
  u16(is64 ? 62 : 50, sections.length);
  segments.forEach((segment, index) => {
    const base = headerSize + index * segmentSize;
    u32(base, segment.type);
    u32(base + (is64 ? 4 : 24), segment.flags);
    word(base + (is64 ? 8 : 4), contentsOffset);
    word(base + (is64 ? 16 : 8), options.loadAddress ?? 0);
    word(base + (is64 ? 32 : 16), tableOffset - contentsOffset);
  });
  let nameOffset = 1;
  placed.forEach((section, index) => {
    const base = tableOffset + (index + 1) * sectionSize;
    u32(base, nameOffset);
    u32(base + 4, section.type);
    word(base + (is64 ? 24 : 16), section.offset);
    word(base + (is64 ? 32 : 20), section.bytes.length);
    bytes.set(section.bytes, section.offset);
    nameOffset += section.name.length + 1;
  });
  return { bytes, contentsOffset };
}

export const readFrom =
  (bytes: Uint8Array) =>
  async (offset: number, length: number): Promise<Uint8Array> =>
    bytes.subarray(offset, offset + length);

/** The linker's blob since Go 1.18: header, then two strings with varint lengths. */
export function inlineBuildInfo(version: string, modules: string): Uint8Array {
  const header = new Uint8Array(32);
  header.set([0xff, ...text(" Go buildinf:"), 8, 2]);
  const string = (value: string): number[] => {
    const bytes = [...text(value)];
    const prefix: number[] = [];
    let length = bytes.length;
    do {
      prefix.push((length & 0x7f) | (length > 0x7f ? 0x80 : 0));
      length >>>= 7;
    } while (length > 0);
    return [...prefix, ...bytes];
  };
  return new Uint8Array([...header, ...string(version), ...string(modules)]);
}

/** One note: name with its NUL, description, both padded to four bytes. */
export function noteBytes(
  note: {
    readonly name: string;
    readonly type: number;
    readonly description: Uint8Array;
  },
  littleEndian = true,
): Uint8Array {
  const name = text(`${note.name}\0`);
  const padded = (size: number): number => Math.ceil(size / 4) * 4;
  const bytes = new Uint8Array(
    12 + padded(name.length) + padded(note.description.length),
  );
  const view = new DataView(bytes.buffer);
  view.setUint32(0, name.length, littleEndian);
  view.setUint32(4, note.description.length, littleEndian);
  view.setUint32(8, note.type, littleEndian);
  bytes.set(name, 12);
  bytes.set(note.description, 12 + padded(name.length));
  return bytes;
}
