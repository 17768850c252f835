// Where things are inside an ELF file: section and segment tables and nothing else. Go binaries have 2 to 200 MB, so
// the reader asks for the few kilobytes it needs instead of taking the whole file.
// Source of truth: System V ABI, "Object Files" (elf(5)).

/** Reads `length` bytes at `offset`; fewer at the end of the file. Rejections pass through. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

export interface ElfSection {
  readonly name: string;
  /** sh_type: 7 = note, 8 = no bits in the file. */
  readonly type: number;
  /** sh_flags; `sectionFlag` names those that matter here. */
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  /** sh_link: of a symbol table, the index of the section that holds its names. */
  readonly link: number;
}

export interface ElfSegment {
  /** p_type: 1 = load, 2 = dynamic, 3 = interpreter, 4 = note. */
  readonly type: number;
  /** p_flags: 1 = execute, 2 = write, 4 = read. */
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly fileSize: number;
  /** p_memsz; what lies behind `fileSize` is zero in a program that starts, and left out in a core. */
  readonly memorySize: number;
}

export interface ElfLayout {
  readonly bits: 32 | 64;
  /** e_type: 2 = executable, 3 = shared object or position-independent executable, 4 = core. */
  readonly type: number;
  /** e_machine: 62 = x86-64, 183 = AArch64. */
  readonly machine: number;
  /** e_entry: link-time address of the first instruction. */
  readonly entry: number;
  readonly littleEndian: boolean;
  readonly sections: readonly ElfSection[];
  readonly segments: readonly ElfSegment[];
  /** True when the kernel starts it through an interpreter (ld.so): cgo or -linkmode=external. */
  readonly dynamic: boolean;
}

export const fileType = { executable: 2, shared: 3, core: 4 } as const;
export const machine = { amd64: 62, arm64: 183 } as const;
export const segmentType = { load: 1, interpreter: 3, note: 4 } as const;
export const sectionType = { symbolTable: 2, note: 7, noBits: 8 } as const;
export const sectionFlag = { compressed: 0x800 } as const;

/** Whether the first 64 bytes of a file are those of a core. */
export function startsLikeCore(head: Uint8Array): boolean {
  const form = readForm(head);
  if (form === null) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return view.getUint16(16, form.littleEndian) === fileType.core;
}

/** Far above what linkers write (a Go binary has about 30 sections); a count beyond it is damage. */
const maxSections = 4096;
/** A core has one for each mapping; a kernel that allows more mappings than this was set up to. */
const maxSegments = 1 << 22;
/** e_phnum when there are more: the real count stands in sh_info of section 0. */
const manySegments = 0xffff;
const maxNameTableBytes = 1 << 20;

/**
 * Null when the bytes are not an ELF file, or one whose tables lie outside the file; of a core the segments' alone
 * count.
 */
export async function readElfLayout(readAt: ReadAt): Promise<ElfLayout | null> {
  const head = await readAt(0, 64);
  const form = readForm(head);
  if (form === null) return null;
  const { is64, littleEndian } = form;
  const reader = (bytes: Uint8Array) =>
    new FieldReader(bytes, littleEndian, is64);
  const fields = reader(head);
  const places = is64 ? places64 : places32;
  const table = (
    place: TablePlace,
    count: number,
    limit: number,
  ): Promise<Uint8Array[] | null> =>
    count > limit
      ? Promise.resolve(null)
      : readTable(
          readAt,
          {
            offset: fields.word(place.offset),
            entrySize: fields.u16(place.entrySize),
            count,
          },
          place.minimumEntrySize,
        );
  const shortCount = fields.u16(places.segments.entrySize + 2);
  // gcore writes the sections last: a core that was cut off is without them, and needs none.
  const needsSections =
    fields.u16(16) !== fileType.core || shortCount === manySegments;
  const readSections = await table(
    places.sections,
    fields.u16(places.sections.entrySize + 2),
    maxSections,
  );
  if (readSections === null && needsSections) return null;
  const rawSections = readSections ?? [];
  const [first] = rawSections;
  const segmentCount =
    shortCount === manySegments && first !== undefined
      ? reader(first).u32(is64 ? 44 : 28)
      : shortCount;
  const rawSegments = await table(places.segments, segmentCount, maxSegments);
  if (rawSegments === null) return null;
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
    type: fields.u16(16),
    machine: fields.u16(18),
    entry: fields.word(24),
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

/** How long the file has to be to hold all its segments. */
export function wholeLength({ segments }: ElfLayout): number {
  return segments.reduce(
    (length, { offset, fileSize }) => Math.max(length, offset + fileSize),
    0,
  );
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
  if (table.entrySize < minimumEntrySize) return null;
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
        memorySize: fields.u64(40),
      }
    : {
        type: fields.u32(0),
        offset: fields.u32(4),
        address: fields.u32(8),
        fileSize: fields.u32(16),
        memorySize: fields.u32(20),
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
        flags: fields.u64(8),
        address: fields.u64(16),
        offset: fields.u64(24),
        size: fields.u64(32),
        link: fields.u32(40),
      }
    : {
        nameOffset: fields.u32(0),
        type: fields.u32(4),
        flags: fields.u32(8),
        address: fields.u32(12),
        offset: fields.u32(16),
        size: fields.u32(20),
        link: fields.u32(24),
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
