// The DWARF sections of an executable, unpacked. Go's linker compresses them, other linkers may.
// Source of truth: System V ABI, "Compressed sections" (Elf64_Chdr); older Go wrote `.zdebug_` sections with "ZLIB" and
// the size in front.

import { inflate } from "node:zlib";
import { promisify } from "node:util";
import type { DwarfSections } from "../../core/dwarf/debug-info.ts";
import {
  sectionFlag,
  type ElfLayout,
  type ElfSection,
} from "../../core/elf/elf-layout.ts";
import { TrivetError } from "../../core/errors.ts";
import type { RandomAccessFile } from "../../services/ports/process-memory.ts";

const unzip = promisify(inflate);

/** The largest Go programs have some 300 MB of it. */
const maxSectionBytes = 1 << 30;
const compressedHeader = { abi: 24, old: 12 };
const zlibType = 1;

/** Null when the executable has no DWARF (linked with -w). Code: layout-unsupported. */
export async function readDebugSections(
  layout: ElfLayout,
  file: RandomAccessFile,
): Promise<DwarfSections | null> {
  const read = (name: string): Promise<Uint8Array | undefined> =>
    readSection(layout, file, name);
  const info = await read("debug_info");
  const abbreviations = await read("debug_abbrev");
  if (info === undefined || abbreviations === undefined) return null;
  const strings = await read("debug_str");
  const lineStrings = await read("debug_line_str");
  const addresses = await read("debug_addr");
  return {
    debug_info: info,
    debug_abbrev: abbreviations,
    ...(strings && { debug_str: strings }),
    ...(lineStrings && { debug_line_str: lineStrings }),
    ...(addresses && { debug_addr: addresses }),
  };
}

async function readSection(
  layout: ElfLayout,
  file: RandomAccessFile,
  name: string,
): Promise<Uint8Array | undefined> {
  const plain = layout.sections.find((section) => section.name === `.${name}`);
  if (plain !== undefined)
    return (plain.flags & sectionFlag.compressed) === 0
      ? readWhole(file, plain)
      : unpack(file, plain, compressedHeader.abi);
  const old = layout.sections.find((section) => section.name === `.z${name}`);
  return old === undefined
    ? undefined
    : unpack(file, old, compressedHeader.old);
}

async function readWhole(
  file: RandomAccessFile,
  section: ElfSection,
): Promise<Uint8Array> {
  const bytes =
    section.size > maxSectionBytes
      ? new Uint8Array(0)
      : await file.readAt(section.offset, section.size);
  if (bytes.length < section.size || section.size > maxSectionBytes)
    throw damaged(file, section, "does not lie in the file");
  return bytes;
}

async function unpack(
  file: RandomAccessFile,
  section: ElfSection,
  headerBytes: number,
): Promise<Uint8Array> {
  const bytes = await readWhole(file, section);
  if (
    headerBytes === compressedHeader.abi &&
    new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) !== zlibType
  )
    throw damaged(file, section, "is compressed, but not with zlib");
  try {
    const unpacked = await unzip(bytes.subarray(headerBytes), {
      maxOutputLength: maxSectionBytes,
    });
    return new Uint8Array(
      unpacked.buffer,
      unpacked.byteOffset,
      unpacked.byteLength,
    );
  } catch (cause) {
    throw damaged(file, section, "cannot be decompressed", cause);
  }
}

function damaged(
  file: RandomAccessFile,
  section: ElfSection,
  fact: string,
  cause?: unknown,
): TrivetError {
  return new TrivetError(
    "layout-unsupported",
    `${file.path}: section ${section.name} ${fact}`,
    { cause, detail: { section: section.name, offset: section.offset } },
  );
}
