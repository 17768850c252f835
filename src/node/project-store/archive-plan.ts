// What goes into an archive: every member with its digest, and the manifest over them. Reading comes before writing, so
// that the manifest is known when the first byte is written.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { TrivetError } from "../../core/errors.ts";
import type { TranscriptChunk } from "../../core/investigation/model.ts";
import {
  formatManifest,
  type Manifest,
  type ManifestMember,
} from "../../core/project-file/manifest.ts";
import { journalMember } from "../../core/project-file/member-path.ts";
import {
  formatTranscript,
  transcriptMember,
} from "../../core/project-file/transcript-text.ts";
import { sha256 } from "./disk.ts";
import { EvidenceFolder } from "./evidence-folder.ts";
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

export interface Member extends ManifestMember {
  readonly open: () => Readable;
}

export interface Plan {
  readonly members: readonly Member[];
  readonly manifestText: string;
  readonly totalBytes: number;
  /** Journal entries that it covers. */
  readonly entries: number;
  /** Nothing that the journal names is missing. */
  readonly isWhole: boolean;
}

/** Reads everything once: digests, the journal's chain, the derived transcripts. */
export async function planArchive(
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
  return {
    members,
    manifestText: formatManifest(manifest),
    totalBytes,
    entries: reading.position.seq,
    isWhole: missing.size === 0,
  };
}

/** The order of members in an archive. */
export const byPath = (a: { path: string }, b: { path: string }): number =>
  a.path < b.path ? -1 : 1;

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

/** The same bytes, each chunk seen before it is passed on. */
export async function* observe(
  source: Readable,
  see: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of source as AsyncIterable<Buffer>) {
    see(chunk);
    yield chunk;
  }
}
