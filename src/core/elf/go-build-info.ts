// What the Go linker says about a binary: the toolchain's version. It is there in stripped binaries too.
// Source of truth: debug/buildinfo/buildinfo.go of the Go distribution (format of the header blob).

import {
  FieldReader,
  segmentType,
  type ElfLayout,
  type ReadAt,
} from "./elf-layout.ts";

/** Behind the first byte, 0xff. */
const magicText = new TextEncoder().encode(" Go buildinf:");
const headerSize = 32;
const alignment = 16;
const searchLimit = 1 << 20;
const maxVersionBytes = 4096;
const inlineStringsFlag = 2;
const bigEndianFlag = 1;

/**
 * The toolchain's version as it spells it (`go1.26.8`, `devel go1.27-…`); null when the file is not a Go binary, or
 * its blob was cut off.
 */
export async function readGoVersion(
  layout: ElfLayout,
  readAt: ReadAt,
): Promise<string | null> {
  const start = findDataStart(layout);
  if (start === null) return null;
  const blob = await readAt(start.offset, Math.min(start.size, searchLimit));
  const at = findMagic(blob);
  if (at < 0) return null;
  const flags = blob[at + 15] ?? 0;
  const version =
    (flags & inlineStringsFlag) !== 0
      ? await readVarintString(start.offset + at + headerSize, readAt)
      : await readPointedString(blob.subarray(at, at + headerSize), {
          layout,
          readAt,
        });
  return version === "" ? null : version;
}

/** The section `.go.buildinfo`, else the first writable segment, where old linkers put the blob first. */
function findDataStart(
  layout: ElfLayout,
): { readonly offset: number; readonly size: number } | null {
  const section = layout.sections.find(({ name }) => name === ".go.buildinfo");
  if (section !== undefined) return section;
  const writable = layout.segments.find(
    ({ type, flags }) => type === segmentType.load && (flags & 3) === 2,
  );
  return writable === undefined
    ? null
    : { offset: writable.offset, size: writable.fileSize };
}

function findMagic(bytes: Uint8Array): number {
  for (let at = 0; at + headerSize <= bytes.length; at += alignment)
    if (
      bytes[at] === 0xff &&
      magicText.every((byte, index) => bytes[at + 1 + index] === byte)
    )
      return at;
  return -1;
}

/** Go 1.18 and later: the version stands behind the header, with a varint length. */
async function readVarintString(
  offset: number,
  readAt: ReadAt,
): Promise<string | null> {
  const prefix = await readAt(offset, 10);
  let length = 0;
  let scale = 1;
  for (const [index, byte] of prefix.entries()) {
    length += (byte & 0x7f) * scale;
    scale *= 128;
    if (length > maxVersionBytes) return null;
    if (byte < 0x80)
      return decode(await readAt(offset + index + 1, length), length);
  }
  return null;
}

/** Before Go 1.18: the header points to a Go string (pointer, length), which points to the text. */
async function readPointedString(
  header: Uint8Array,
  file: { readonly layout: ElfLayout; readonly readAt: ReadAt },
): Promise<string | null> {
  const pointerSize = header[14];
  if (pointerSize !== 4 && pointerSize !== 8) return null;
  const little = ((header[15] ?? 0) & bigEndianFlag) === 0;
  const fields = (bytes: Uint8Array) =>
    new FieldReader(bytes, little, pointerSize === 8);
  const pair = await readAddress(
    fields(header).word(16),
    2 * pointerSize,
    file,
  );
  if (pair === null) return null;
  const length = fields(pair).word(pointerSize);
  if (length > maxVersionBytes) return null;
  const bytes = await readAddress(fields(pair).word(0), length, file);
  return bytes === null ? null : decode(bytes, length);
}

const decode = (bytes: Uint8Array, length: number): string | null =>
  bytes.length < length ? null : new TextDecoder().decode(bytes);

async function readAddress(
  address: number,
  length: number,
  file: { readonly layout: ElfLayout; readonly readAt: ReadAt },
): Promise<Uint8Array | null> {
  const segment = file.layout.segments.find(
    (candidate) =>
      candidate.type === segmentType.load &&
      address >= candidate.address &&
      address + length <= candidate.address + candidate.fileSize,
  );
  if (segment === undefined) return null;
  const bytes = await file.readAt(
    segment.offset + (address - segment.address),
    length,
  );
  return bytes.length < length ? null : bytes;
}
