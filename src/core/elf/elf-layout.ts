// Where things are inside an ELF file: section and segment tables and nothing else. Go binaries have 2 to 200 MB, so
// the reader asks for the few kilobytes it needs instead of taking the whole file.
// Source of truth: System V ABI, "Object Files" (elf(5)).

/** Reads `length` bytes at `offset`; fewer at the end of the file. Rejections pass through. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

export interface ElfSection {
  readonly name: string;
  /** sh_type: 7 = note, 8 = no bits in the file. */
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
}

export interface ElfSegment {
  /** p_type: 1 = load, 2 = dynamic, 3 = interpreter, 4 = note. */
  readonly type: number;
  /** p_flags: 1 = execute, 2 = write, 4 = read. */
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly fileSize: number;
}

export interface ElfLayout {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  readonly sections: readonly ElfSection[];
  readonly segments: readonly ElfSegment[];
  /** True when the kernel starts it through an interpreter (ld.so): cgo or -linkmode=external. */
  readonly dynamic: boolean;
}

export const segmentType = { load: 1, interpreter: 3, note: 4 } as const;
export const sectionType = { note: 7, noBits: 8 } as const;

/** Far above what linkers write (a Go binary has about 30 sections); a count beyond it is damage. */
const maxTableEntries = 4096;
const maxNameTableBytes = 1 << 20;

/** Null when the bytes are not an ELF file, or one whose tables lie outside the file. */
export async function readElfLayout(readAt: ReadAt): Promise<ElfLayout | null> {
  const head = await readAt(0, 64);
  const form = readForm(head);
  if (form === null) return null;
  const { is64, littleEndian } = form;
  const reader = (bytes: Uint8Array) =>
    new FieldReader(bytes, littleEndian, is64);
  const fields = reader(head);
  const places = is64 ? places64 : places32;
  const table = (place: TablePlace): Promise<Uint8Array[] | null> =>
    readTable(
      readAt,
      {
        offset: fields.word(place.offset),
        entrySize: fields.u16(place.entrySize),
        count: fields.u16(place.entrySize + 2),
      },
      place.minimumEntrySize,
    );
  const rawSegments = await table(places.segments);
  const rawSections = await table(places.sections);
  if (rawSegments === null || rawSections === null) return null;
  const segments = rawSegments.map((bytes) =>
    decodeSegment(reader(bytes), is64),
  );
  const headers = rawSections.map((bytes) =>
    decodeSection(reader(bytes), is64),
  );
  const names = await readNames(
    readAt,
    headers[fields.u16(places.nameTableIndex)],
  );
  return {
    bits: is64 ? 64 : 32,
    littleEndian,
    segments,
    sections: headers.map(({ nameOffset, ...section }) => ({
      ...section,
      name: textUntilNul(names, nameOffset),
    })),
    dynamic: segments.some(
      (segment) => segment.type === segmentType.interpreter,
    ),
  };
}

interface TablePlace {
  readonly offset: number;
  /** The entry size's field; the count's stands behind it. */
  readonly entrySize: number;
  readonly minimumEntrySize: number;
}

/** Offsets of Elf64_Ehdr: e_phoff, e_phentsize; e_shoff, e_shentsize; e_shstrndx. */
const places64 = {
  segments: { offset: 32, entrySize: 54, minimumEntrySize: 56 },
  sections: { offset: 40, entrySize: 58, minimumEntrySize: 64 },
  nameTableIndex: 62,
} as const;
/** The same of Elf32_Ehdr. */
const places32 = {
  segments: { offset: 28, entrySize: 42, minimumEntrySize: 32 },
  sections: { offset: 32, entrySize: 46, minimumEntrySize: 40 },
  nameTableIndex: 50,
} as const;

/** Class and byte order; null when this is no ELF header, or not all of one. */
function readForm(
  head: Uint8Array,
): { readonly is64: boolean; readonly littleEndian: boolean } | null {
  if (!startsWithElfMagic(head)) return null;
  const [bitsByte, orderByte] = head.subarray(4, 6);
  if (bitsByte !== 1 && bitsByte !== 2) return null;
  if (orderByte !== 1 && orderByte !== 2) return null;
  const is64 = bitsByte === 2;
  if (head.length < (is64 ? 64 : 52)) return null;
  return { is64, littleEndian: orderByte === 1 };
}

function startsWithElfMagic(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x7f &&
    bytes[1] === 0x45 &&
    bytes[2] === 0x4c &&
    bytes[3] === 0x46
  );
}

/** Reads integers of either byte order and class. Out-of-range reads are a bug of the caller and throw. */
export class FieldReader {
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #is64: boolean;

  constructor(bytes: Uint8Array, littleEndian: boolean, is64: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = littleEndian;
    this.#is64 = is64;
  }

  u16(offset: number): number {
    return this.#view.getUint16(offset, this.#little);
  }

  u32(offset: number): number {
    return this.#view.getUint32(offset, this.#little);
  }

  /** 64 bits; beyond 2^53 it loses precision, which no offset in a real file reaches. */
  u64(offset: number): number {
    return Number(this.#view.getBigUint64(offset, this.#little));
  }

  /** An address or offset, as wide as the file's class. */
  word(offset: number): number {
    return this.#is64 ? this.u64(offset) : this.u32(offset);
  }
}

async function readTable(
  readAt: ReadAt,
  table: {
    readonly offset: number;
    readonly entrySize: number;
    readonly count: number;
  },
  minimumEntrySize: number,
): Promise<Uint8Array[] | null> {
  if (table.count === 0) return [];
  if (table.count > maxTableEntries || table.entrySize < minimumEntrySize)
    return null;
  if (table.entrySize > 1024 || !Number.isSafeInteger(table.offset))
    return null;
  const length = table.count * table.entrySize;
  const bytes = await readAt(table.offset, length);
  if (bytes.length < length) return null;
  return Array.from({ length: table.count }, (_, index) =>
    bytes.subarray(index * table.entrySize, (index + 1) * table.entrySize),
  );
}

function decodeSegment(fields: FieldReader, is64: boolean): ElfSegment {
  return is64
    ? {
        type: fields.u32(0),
        flags: fields.u32(4),
        offset: fields.u64(8),
        address: fields.u64(16),
        fileSize: fields.u64(32),
      }
    : {
        type: fields.u32(0),
        offset: fields.u32(4),
        address: fields.u32(8),
        fileSize: fields.u32(16),
        flags: fields.u32(24),
      };
}

interface SectionHeader extends Omit<ElfSection, "name"> {
  readonly nameOffset: number;
}

function decodeSection(fields: FieldReader, is64: boolean): SectionHeader {
  return is64
    ? {
        nameOffset: fields.u32(0),
        type: fields.u32(4),
        address: fields.u64(16),
        offset: fields.u64(24),
        size: fields.u64(32),
      }
    : {
        nameOffset: fields.u32(0),
        type: fields.u32(4),
        address: fields.u32(12),
        offset: fields.u32(16),
        size: fields.u32(20),
      };
}

async function readNames(
  readAt: ReadAt,
  section: SectionHeader | undefined,
): Promise<Uint8Array> {
  if (section === undefined || section.size > maxNameTableBytes)
    return new Uint8Array(0);
  return readAt(section.offset, section.size);
}

function textUntilNul(bytes: Uint8Array, start: number): string {
  if (start >= bytes.length) return "";
  const end = bytes.indexOf(0, start);
  return new TextDecoder().decode(
    bytes.subarray(start, end < 0 ? bytes.length : end),
  );
}
