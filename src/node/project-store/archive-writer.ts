// A live folder as one .trivet file: a ZIP that `unzip` opens, the same bytes for the same content (sorted names, one
// fixed time, one compression level), written beside its place and renamed when it is on the disk.
// The ZIP's comment carries the SHA-256 of everything before it, so that bytes that belong to no member count too.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { TrivetError } from "../../core/errors.ts";
import type { TranscriptChunk } from "../../core/investigation/model.ts";
import {
  formatManifest,
  type Manifest,
  type ManifestMember,
} from "../../core/project-file/manifest.ts";
import {
  journalMember,
  manifestMember,
} from "../../core/project-file/member-path.ts";
import {
  formatTranscript,
  transcriptMember,
} from "../../core/project-file/transcript-text.ts";
import { sealPlaceholder, sealPrefix } from "./archive-seal.ts";
import { replaceFile, sha256, toDiskError, writeFully } from "./disk.ts";
import { EvidenceFolder } from "./evidence-folder.ts";
import { verifyArchive } from "./open-archive.ts";
import { readJournal } from "./read-journal.ts";

export interface ArchiveSource {
  readonly folder: string;
  /** Durable bytes of the folder's journal, and the lines behind them that the disk did not take yet. */
  readonly journal: { readonly bytes: number; readonly tail: Buffer };
  readonly tool: { readonly name: string; readonly version: string };
}
export interface ArchiveOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}
export interface WrittenArchive {
  readonly path: string;
  readonly bytes: number;
  readonly members: number;
}

interface Member extends ManifestMember {
  readonly open: () => Readable;
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
    let bytes = 0;
    await replaceFile(
      path,
      async (handle) => {
        bytes = await writeZip(handle, plan, options);
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
    return { path, bytes, members: plan.members.length + 1 };
  } catch (error) {
    if (signal?.aborted === true)
      throw new TrivetError("cancelled", `saving ${path} was cancelled`, {
        cause: error,
      });
    throw toDiskError(error, `saving ${path}`);
  }
}

interface Plan {
  readonly members: readonly Member[];
  readonly manifestText: string;
  readonly totalBytes: number;
}

/** Reads everything once: digests, the journal's chain, the derived transcripts. */
async function planArchive(
  source: ArchiveSource,
  { signal, onProgress }: ArchiveOptions,
): Promise<Plan> {
  const evidence = new EvidenceFolder(source.folder);
  const listed = await evidence.list();
  const journalBytes = source.journal.bytes + source.journal.tail.length;
  const evidenceBytes = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  const totalBytes = journalBytes + evidenceBytes;
  let done = 0;
  const progress = (count: number): void => {
    done += count;
    onProgress?.(done, totalBytes * 2);
  };

  const hash = createHash("sha256");
  const reading = await readJournal(
    observe(openJournal(source), (chunk) => {
      signal?.throwIfAborted();
      hash.update(chunk);
      progress(chunk.length);
    }),
  );
  if (reading.damage !== null) throw reading.damage;
  const members: Member[] = [
    {
      path: journalMember,
      bytes: journalBytes,
      sha256: hash.digest("hex"),
      kind: "journal",
      open: () => openJournal(source),
    },
  ];

  const present = new Set<string>();
  const missing = new Set<string>();
  for (const { member, bytes } of listed) {
    try {
      await evidence.verify(member, progress, signal);
    } catch (error) {
      // Evidence that the disk damaged is left out and named, so that the rest can still be saved.
      if (!(error instanceof TrivetError) || error.code !== "archive-mismatch")
        throw error;
      missing.add(member);
      continue;
    }
    present.add(member);
    members.push({
      path: member,
      bytes,
      sha256: member.slice("evidence/".length, "evidence/".length + 64),
      kind: "evidence",
      open: () => createReadStream(join(source.folder, member)),
    });
  }

  const transcripts = new Map<string, TranscriptChunk[]>();
  let createdAtMillis: number | null = null;
  for (const entry of reading.entries) {
    if (entry.type === "header") createdAtMillis ??= entry.createdAtMillis;
    else if (entry.type === "snapshot" && !present.has(entry.snapshot.member))
      missing.add(entry.snapshot.member);
    else if (entry.type === "transcript") {
      const name = transcriptMember(entry.chunk.session, sha256);
      const chunks = transcripts.get(name) ?? [];
      chunks.push(entry.chunk);
      transcripts.set(name, chunks);
    }
  }
  for (const [name, chunks] of transcripts) {
    const text = Buffer.from(formatTranscript(chunks));
    members.push({
      path: name,
      bytes: text.length,
      sha256: sha256(text),
      kind: "derived",
      open: () => Readable.from([text]),
    });
  }

  members.sort(byPath);
  const manifest: Omit<Manifest, "schema"> = {
    tool: source.tool,
    createdAtMillis,
    journal: {
      entries: reading.position.seq,
      lastHash: reading.position.hash,
    },
    members: members.map(({ path, bytes, sha256, kind }) => ({
      path,
      bytes,
      sha256,
      kind,
    })),
    missing: [...missing].sort(),
  };
  return { members, manifestText: formatManifest(manifest), totalBytes };
}

const byPath = (a: { path: string }, b: { path: string }): number =>
  a.path < b.path ? -1 : 1;

/** Writes the ZIP into the open file and returns its size. */
async function writeZip(
  handle: FileHandle,
  plan: Plan,
  { signal, onProgress }: ArchiveOptions,
): Promise<number> {
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
  return sink.bytes;
}

/** Hashes what passes, and writes the digest in place of the last 64 bytes: the placeholder in the ZIP's comment. */
class SealingSink extends Writable {
  bytes = 0;
  readonly #handle: FileHandle;
  readonly #hash = createHash("sha256");
  #held = Buffer.alloc(0);

  constructor(handle: FileHandle) {
    super();
    this.#handle = handle;
  }

  override _write(
    chunk: Buffer,
    _encoding: string,
    done: (error?: Error | null) => void,
  ): void {
    const all = Buffer.concat([this.#held, chunk]);
    const pass = all.subarray(0, Math.max(0, all.length - 64));
    this.#held = Buffer.from(all.subarray(pass.length));
    this.#hash.update(pass);
    this.#put(pass).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    const isSealed = `${sealPrefix}${this.#held.toString("latin1")}`;
    if (isSealed !== sealPlaceholder)
      done(new Error("the archive does not end with its seal's placeholder"));
    else
      this.#put(Buffer.from(this.#hash.digest("hex"))).then(() => done(), done);
  }

  async #put(bytes: Buffer): Promise<void> {
    await writeFully(this.#handle, bytes, this.bytes);
    this.bytes += bytes.length;
  }
}

/** Exactly the journal's bytes as of the plan, however much is appended meanwhile. */
function openJournal({ folder, journal }: ArchiveSource): Readable {
  return Readable.from(
    (async function* () {
      if (journal.bytes > 0)
        yield* createReadStream(join(folder, journalMember), {
          end: journal.bytes - 1,
        }) as AsyncIterable<Buffer>;
      if (journal.tail.length > 0) yield journal.tail;
    })(),
    { objectMode: false },
  );
}

async function* observe(
  source: Readable,
  see: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of source as AsyncIterable<Buffer>) {
    see(chunk);
    yield chunk;
  }
}
