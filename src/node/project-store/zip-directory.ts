// The structure of a ZIP that a stranger may have made, read before any of its content: names, sizes, kinds, places.
// Everything that a well-behaved archive does not have is refused here; what members hold is checked by archive-file.

import { read } from "node:fs";
import { promisify } from "node:util";
import { fromFdPromise, type Entry, type LocalFileHeader } from "yauzl";
import { TrivetError } from "../../core/errors.ts";
import { unsafePathReason } from "../../core/project-file/member-path.ts";
import { errnoOf, toDiskError } from "./disk.ts";

export interface ZipLimits {
  readonly maxMembers: number;
  readonly maxMemberBytes: number;
  readonly maxTotalBytes: number;
}
export const defaultZipLimits: ZipLimits = {
  maxMembers: 100_000,
  maxMemberBytes: 4 * 1024 ** 3,
  maxTotalBytes: 16 * 1024 ** 3,
};

export interface ZipMember {
  readonly name: string;
  /** 0 = stored, 8 = deflated. */
  readonly method: number;
  readonly crc32: number;
  readonly bytes: number;
  readonly compressedBytes: number;
  /** Where the compressed bytes begin in the file. */
  readonly dataStart: number;
}
export interface ZipDirectory {
  readonly members: ReadonlyMap<string, ZipMember>;
  /** Raw, as it stands at the end of the file. */
  readonly comment: Buffer;
}

// A journal shrinks to a tenth, a dump of many equal goroutines to a hundredth; deflate's own limit is 1032.
const maxRatio = 400;
const ratioFloorBytes = 64 * 1024 * 1024;

/** Codes: archive-malformed, archive-unsafe-path, archive-too-large. */
export async function readZipDirectory(
  file: { readonly fd: number; readonly bytes: number },
  limits: ZipLimits,
): Promise<ZipDirectory> {
  const members = new Map<string, ZipMember>();
  const places: { start: number; end: number; name: string }[] = [];
  let total = 0;
  try {
    const zip = await fromFdPromise(file.fd, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
    });
    // With decodeStrings off the comment is the raw Buffer; the published types say string.
    const comment = zip.comment as unknown as Buffer;
    if (zip.entryCount > limits.maxMembers)
      throw tooLarge(`has ${zip.entryCount} members`, "");
    for await (const entry of zip.eachEntry()) {
      const name = readName(entry);
      assertPlainFile(entry, name);
      if (members.has(name))
        throw malformed(`holds ${JSON.stringify(name)} twice`, name);
      total += entry.uncompressedSize;
      assertSize(entry, name, total, limits);
      const header = await zip.readLocalFileHeaderPromise(entry);
      assertSameHeader(entry, header, name);
      places.push({
        start: entry.relativeOffsetOfLocalHeader,
        end: header.fileDataStart + entry.compressedSize,
        name,
      });
      members.set(name, {
        name,
        method: entry.compressionMethod,
        crc32: entry.crc32,
        bytes: entry.uncompressedSize,
        compressedBytes: entry.compressedSize,
        dataStart: header.fileDataStart,
      });
    }
    assertNoOverlap(places);
    return { members, comment };
  } catch (error) {
    if (error instanceof TrivetError) throw error;
    throw await describeDamage(file, error);
  }
}

/** A ZIP's first member begins so, as every archive of ours does. */
const firstBytes = "PK\x03\x04";

/** What is wrong with a file that the ZIP reader gave up on, in our words. */
async function describeDamage(
  { fd, bytes }: { readonly fd: number; readonly bytes: number },
  cause: unknown,
): Promise<TrivetError> {
  const reason = cause instanceof Error ? cause.message : "";
  if (isDiskError(cause)) return toDiskError(cause, "reading the archive");
  const { buffer, bytesRead } = await promisify(read)(
    fd,
    Buffer.alloc(firstBytes.length),
    0,
    firstBytes.length,
    0,
  );
  if (buffer.toString("latin1", 0, bytesRead) !== firstBytes)
    return new TrivetError(
      "archive-malformed",
      bytes === 0
        ? "the file is empty"
        : "this is no archive: it is not a ZIP file",
      { cause, advice: "not-an-archive" },
    );
  return new TrivetError("archive-malformed", wordDamage(reason), { cause });
}

function isDiskError(thrown: unknown): boolean {
  return /^E[A-Z]+$/.test(errnoOf(thrown));
}

function wordDamage(reason: string): string {
  // The ZIP reader's own words, of yauzl 3.
  if (/^End of central directory record/.test(reason))
    return "the archive is cut off, or something was appended to it: its directory does not stand at the end";
  const [, expected = "0", found = "0"] =
    /^Invalid comment length. Expected: (\d+). Found: (\d+)/.exec(reason) ?? [];
  const more = Number(expected) - Number(found);
  if (more > 0) return `${more} bytes were appended to the archive`;
  return "the archive's directory is damaged";
}

function readName(entry: Entry): string {
  const raw = entry.fileNameRaw;
  const name = raw.toString("utf8");
  const reason = unsafePathReason(name);
  if (reason !== null)
    throw new TrivetError(
      "archive-unsafe-path",
      `a member's path ${reason}: ${JSON.stringify(name.slice(0, 200))}`,
      { detail: { member: name.slice(0, 200) } },
    );
  return name;
}

function assertPlainFile(entry: Entry, name: string): void {
  // The upper half of the external attributes is the Unix mode; its top four bits are the kind of file.
  const kind = (entry.externalFileAttributes >>> 16) & 0xf000;
  if (kind !== 0 && kind !== 0x8000)
    throw new TrivetError(
      "archive-unsafe-path",
      `${JSON.stringify(name)} is not a plain file (mode ${kind.toString(8)})`,
      { detail: { member: name } },
    );
  if (!entry.canDecodeFileData())
    throw malformed(
      `${JSON.stringify(name)} is encrypted or packed by method ${entry.compressionMethod}`,
      name,
    );
  if (
    entry.compressionMethod === 0 &&
    entry.compressedSize !== entry.uncompressedSize
  )
    throw tooLarge(
      `stores ${entry.compressedSize} bytes of ${JSON.stringify(name)} and declares ${entry.uncompressedSize}`,
      name,
    );
}

function assertSize(
  entry: Entry,
  name: string,
  total: number,
  limits: ZipLimits,
): void {
  const { uncompressedSize: bytes, compressedSize } = entry;
  if (bytes > limits.maxMemberBytes)
    throw tooLarge(`declares ${bytes} bytes for ${JSON.stringify(name)}`, name);
  if (total > limits.maxTotalBytes)
    throw tooLarge(`declares more than ${limits.maxTotalBytes} bytes`, name);
  if (bytes > ratioFloorBytes && bytes > compressedSize * maxRatio)
    throw tooLarge(
      `unpacks ${compressedSize} bytes of ${JSON.stringify(name)} to ${bytes}`,
      name,
    );
}

/** Programs that read from the front must see the same members as those that read the directory. */
function assertSameHeader(
  entry: Entry,
  header: LocalFileHeader,
  name: string,
): void {
  const isSame =
    header.fileName.equals(entry.fileNameRaw) &&
    header.compressionMethod === entry.compressionMethod &&
    header.generalPurposeBitFlag === entry.generalPurposeBitFlag;
  if (!isSame)
    throw malformed(
      `describes ${JSON.stringify(name)} in two different ways`,
      name,
    );
}

function assertNoOverlap(
  places: { start: number; end: number; name: string }[],
): void {
  places.sort((a, b) => a.start - b.start);
  let end = 0;
  for (const place of places) {
    if (place.start < end)
      throw malformed(
        `${JSON.stringify(place.name)} overlaps another member`,
        place.name,
      );
    end = place.end;
  }
}

function malformed(what: string, member: string): TrivetError {
  return new TrivetError("archive-malformed", `the archive ${what}`, {
    detail: { member },
  });
}

function tooLarge(what: string, member: string): TrivetError {
  return new TrivetError("archive-too-large", `the archive ${what}`, {
    detail: { member },
  });
}
