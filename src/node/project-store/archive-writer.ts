// A live folder as one .trivet file: a ZIP that `unzip` opens, the same bytes for the same content (sorted names, one
// fixed time, one compression level), written beside its place and renamed when it is on the disk.
// The ZIP's comment carries the SHA-256 of everything before it, so that bytes that belong to no member count too.

import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { TrivetError } from "../../core/errors.ts";
import { manifestMember } from "../../core/project-file/member-path.ts";
import {
  byPath,
  observe,
  planArchive,
  type ArchiveOptions,
  type ArchiveSource,
  type Plan,
} from "./archive-plan.ts";
import { sealPlaceholder } from "./archive-seal.ts";
import { replaceFile, toDiskError } from "./disk.ts";
import { verifyArchive } from "./open-archive.ts";
import { SealingSink } from "./sealing-sink.ts";

export interface WrittenArchive {
  readonly path: string;
  readonly bytes: number;
  readonly members: number;
  /** SHA-256 of it, as its comment has it. */
  readonly seal: string;
  /** Journal entries that it covers. */
  readonly entries: number;
  /** Nothing that the journal names is missing from it. */
  readonly isWhole: boolean;
}

/** Codes: disk-full, disk-failed, journal-corrupt, cancelled. */
export async function writeArchive(
  path: string,
  source: ArchiveSource,
  options: ArchiveOptions,
): Promise<WrittenArchive> {
  const { signal } = options;
  try {
    signal?.throwIfAborted();
    const plan = await planArchive(source, options);
    let written = { bytes: 0, seal: "" };
    await replaceFile(
      path,
      async (handle) => {
        written = await writeZip(handle, plan, options);
      },
      // Read back before it takes its name: what stood there before is only given up for an archive that opens.
      async (temporary) => {
        const { archive } = await verifyArchive(
          temporary,
          signal === undefined ? {} : { signal },
        );
        await archive.close();
      },
    );
    const { entries, isWhole } = plan;
    const members = plan.members.length + 1;
    return { path, ...written, members, entries, isWhole };
  } catch (error) {
    if (signal?.aborted === true)
      throw new TrivetError("cancelled", `saving ${path} was cancelled`, {
        cause: error,
      });
    throw toDiskError(error, `saving ${path}`);
  }
}

/** Writes the ZIP into the open file; returns its size and its seal. */
async function writeZip(
  handle: FileHandle,
  plan: Plan,
  { signal, onProgress }: ArchiveOptions,
): Promise<{ readonly bytes: number; readonly seal: string }> {
  const zip = new ZipFile();
  const manifest = Buffer.from(plan.manifestText);
  const all = [
    ...plan.members,
    {
      path: manifestMember,
      bytes: manifest.length,
      open: () => Readable.from([manifest]),
    },
  ].sort(byPath);
  let done = plan.totalBytes;
  const fail = (error: unknown): void => {
    // yazl listens for no errors of what it reads; without this a vanished file would end the process.
    (zip.outputStream as Readable).destroy(
      error instanceof Error ? error : new Error(String(error)),
    );
  };
  zip.on("error", fail);
  for (const member of all)
    zip.addReadStreamLazy(
      member.path,
      {
        // One day after the format's first, whose neighbourhood the writer clamps by time zone. The DOS field has no
        // zone, and no other time is written.
        mtime: new Date(1980, 0, 2),
        forceDosTimestamp: true,
        mode: 0o100644,
        size: member.bytes,
        compressionLevel: member.path.endsWith(".gz") ? 0 : 6,
      },
      (deliver) => {
        // Counted in line, not by a second listener: whatever the one who is told of progress does, no chunk can
        // overtake another.
        const stream = Readable.from(
          observe(member.open(), (chunk) => {
            done += chunk.length;
            onProgress?.(
              Math.min(done, plan.totalBytes * 2),
              plan.totalBytes * 2,
            );
          }),
          { objectMode: false },
        );
        stream.on("error", fail);
        deliver(null, stream);
      },
    );
  zip.end({ comment: sealPlaceholder, forceZip64Format: false });
  const sink = new SealingSink(handle);
  await pipeline(
    zip.outputStream as Readable,
    sink,
    signal === undefined ? {} : { signal },
  );
  return { bytes: sink.bytes, seal: sink.seal };
}
