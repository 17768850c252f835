// An archive that was opened: its manifest, and its members, each checked against its SHA-256 whenever it is read.
// Nothing is ever unpacked to a path that the archive names.

import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { createInflateRaw, crc32 } from "node:zlib";
import { TrivetError } from "../../core/errors.ts";
import {
  parseManifest,
  type Manifest,
  type ManifestMember,
} from "../../core/project-file/manifest.ts";
import { manifestMember } from "../../core/project-file/member-path.ts";
import { verifySeal } from "./archive-seal.ts";
import { errnoOf, openOrdinary, readRange, toDiskError } from "./disk.ts";
import { mismatch } from "./evidence-folder.ts";
import {
  defaultZipLimits,
  readZipDirectory,
  type ZipDirectory,
  type ZipLimits,
  type ZipMember,
} from "./zip-directory.ts";

const maxManifestBytes = 64 * 1024 * 1024;
const maxEvidenceBytes = 2 * 1024 ** 3 - 1;

export class ArchiveFile {
  readonly path: string;
  /** Of the file itself. */
  readonly bytes: number;
  readonly manifest: Manifest;
  readonly #handle: FileHandle;
  readonly #directory: ZipDirectory;
  readonly #members: ReadonlyMap<string, ManifestMember>;
  #reading = 0;
  #closing = false;
  #onIdle: () => void = () => {};

  private constructor(
    path: string,
    file: { handle: FileHandle; bytes: number },
    directory: ZipDirectory,
    manifest: Manifest,
  ) {
    this.path = path;
    this.bytes = file.bytes;
    this.manifest = manifest;
    this.#handle = file.handle;
    this.#directory = directory;
    this.#members = new Map(
      manifest.members.map((member) => [member.path, member]),
    );
  }

  /**
   * Checks the structure and the manifest; `verifyAll` checks the rest. Codes: not-found, archive-malformed,
   * archive-mismatch, archive-unsafe-path, archive-too-large, archive-too-new, disk-failed.
   */
  static async open(
    path: string,
    limits: ZipLimits = defaultZipLimits,
  ): Promise<ArchiveFile> {
    const handle = await openForReading(path);
    try {
      const { size } = await handle.stat();
      const file = { fd: handle.fd, bytes: size };
      const directory = await readZipDirectory(file, limits);
      const member = directory.members.get(manifestMember);
      if (member === undefined)
        throw new TrivetError(
          "archive-malformed",
          `the archive has no ${manifestMember}`,
          { detail: { member: manifestMember } },
        );
      const text = await readAll(handle, member, maxManifestBytes);
      if (crc32(text) !== member.crc32) throw mismatch(manifestMember);
      const manifest = parseManifest(text.toString("utf8"));
      assertSameMembers(directory, manifest);
      return new ArchiveFile(
        path,
        { handle, bytes: size },
        directory,
        manifest,
      );
    } catch (error) {
      await handle.close();
      throw toDiskError(error, `opening ${path}`);
    }
  }

  member(path: string): ManifestMember | undefined {
    return this.#members.get(path);
  }

  /** A member's bytes, verified. Codes: not-found, archive-mismatch, archive-too-large. */
  async read(path: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.stream(path)) {
      bytes += chunk.length;
      if (bytes > maxEvidenceBytes)
        throw new TrivetError(
          "archive-too-large",
          `${path} is larger than ${maxEvidenceBytes} bytes`,
          { detail: { member: path } },
        );
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  /** A member's bytes as they come; the last step throws archive-mismatch when they were not the right ones. */
  async *stream(path: string): AsyncGenerator<Buffer> {
    const expected = this.#members.get(path);
    const member = this.#directory.members.get(path);
    if (expected === undefined || member === undefined)
      throw new TrivetError("not-found", `no such member: ${path}`, {
        detail: { member: path.slice(0, 200) },
      });
    if (this.#closing)
      throw new TrivetError("disk-failed", `${this.path} was closed`);
    const hash = createHash("sha256");
    this.#reading++;
    try {
      for await (const chunk of inflateMember(this.#handle, member)) {
        hash.update(chunk);
        yield chunk;
      }
    } finally {
      if (--this.#reading === 0) this.#onIdle();
    }
    if (hash.digest("hex") !== expected.sha256) throw mismatch(path);
  }

  /** The bytes that belong to no member. Code: archive-mismatch. */
  async verifySeal(signal?: AbortSignal): Promise<void> {
    const file = { handle: this.#handle, bytes: this.bytes };
    await verifySeal(file, this.#directory.comment, signal);
  }

  /** Waits for reads under way: a closed descriptor's number may be another file's at once. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#reading > 0)
      await new Promise<void>((resolve) => (this.#onIdle = resolve));
    await this.#handle.close();
  }
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await openOrdinary(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errnoOf(error)))
      throw new TrivetError("not-found", `no such file: ${path}`, {
        cause: error,
      });
    throw toDiskError(error, `opening ${path}`);
  }
}

/** Manifest and ZIP name exactly the same members, with the same sizes. */
function assertSameMembers(directory: ZipDirectory, manifest: Manifest): void {
  for (const { path, bytes } of manifest.members) {
    const member = directory.members.get(path);
    if (member === undefined)
      throw new TrivetError(
        "archive-mismatch",
        `${path} is in the manifest but not in the archive`,
        { detail: { member: path } },
      );
    if (member.bytes !== bytes)
      throw new TrivetError(
        "archive-mismatch",
        `${path} has ${member.bytes} bytes, the manifest says ${bytes}`,
        { detail: { member: path } },
      );
  }
  const listed = new Set(manifest.members.map(({ path }) => path));
  for (const name of directory.members.keys())
    if (name !== manifestMember && !listed.has(name))
      throw new TrivetError(
        "archive-mismatch",
        `${name} is in the archive but not in the manifest`,
        { detail: { member: name } },
      );
}

async function readAll(
  handle: FileHandle,
  member: ZipMember,
  limit: number,
): Promise<Buffer> {
  if (member.bytes > limit)
    throw new TrivetError(
      "archive-too-large",
      `${member.name} declares ${member.bytes} bytes`,
      { detail: { member: member.name } },
    );
  const chunks: Buffer[] = [];
  for await (const chunk of inflateMember(handle, member)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Unpacks exactly the declared number of bytes: more is a bomb, less is damage. */
async function* inflateMember(
  handle: FileHandle,
  member: ZipMember,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of openMember(handle, member)) {
      bytes += chunk.length;
      if (bytes > member.bytes)
        throw new TrivetError(
          "archive-too-large",
          `${member.name} unpacks to more than the ${member.bytes} bytes it declares`,
          { detail: { member: member.name } },
        );
      yield chunk;
    }
  } catch (error) {
    if (error instanceof TrivetError) throw error;
    // zlib's own errors (Z_DATA_ERROR, Z_BUF_ERROR) mean that the bytes are not what was packed.
    if (errnoOf(error).startsWith("Z_")) throw mismatch(member.name);
    throw toDiskError(error, `reading ${member.name}`);
  }
  if (bytes !== member.bytes) throw mismatch(member.name);
}

async function* openMember(
  handle: FileHandle,
  { dataStart, compressedBytes, method }: ZipMember,
): AsyncGenerator<Buffer> {
  const raw = readRange(handle, dataStart, dataStart + compressedBytes);
  if (method === 0) {
    yield* raw;
    return;
  }
  const source = Readable.from(raw);
  const inflate = createInflateRaw();
  source.on("error", (error) => inflate.destroy(error));
  source.pipe(inflate);
  try {
    yield* inflate as AsyncIterable<Buffer>;
  } finally {
    source.destroy();
    inflate.destroy();
  }
}
