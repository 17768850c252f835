// Opens a live folder for reading, whether its recorder still writes, ended or was killed. Nothing in it is changed.

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { TrivetError } from "../../core/errors.ts";
import { journalMember } from "../../core/project-file/member-path.ts";
import type { OpenedInvestigation } from "../../services/ports/investigation-store.ts";
import { errnoOf, openOrdinary, toDiskError } from "./disk.ts";
import { EvidenceFolder } from "./evidence-folder.ts";
import { isLocked } from "./folder-lock.ts";
import {
  missingEvidence,
  readJournal,
  warningsOf,
  type JournalReading,
} from "./read-journal.ts";

/** Codes: not-found, archive-too-new, disk-failed. */
export async function readFolderJournal(
  folder: string,
): Promise<JournalReading> {
  const path = join(folder, journalMember);
  try {
    // The stream closes the file.
    const file = await openOrdinary(path);
    return await readJournal(file.createReadStream());
  } catch (error) {
    if (errnoOf(error) === "ENOENT")
      throw new TrivetError(
        "not-found",
        `${folder} holds no investigation: it has no ${journalMember}`,
        { cause: error },
      );
    throw toDiskError(error, `reading ${path}`);
  }
}

/**
 * `isOurs`: the caller holds the lock, so nobody is writing. Codes: not-found, journal-corrupt (not even the first entry is intact),
 * archive-too-new, disk-failed.
 */
export async function openLiveFolder(
  folder: string,
  options: { readonly isOurs?: boolean } = {},
): Promise<OpenedInvestigation> {
  const isBeingWritten = options.isOurs !== true && (await isLocked(folder));
  const journal = await readFolderJournal(folder);
  if (journal.damage !== null && journal.position.seq === 0)
    throw journal.damage;
  const evidence = new EvidenceFolder(folder);
  const listed = await evidence.list();
  const present = new Set(listed.map(({ member }) => member));
  const { size } = await stat(join(folder, journalMember));
  // An unfinished line in a journal that is being written is just the next entry on its way.
  const seen = isBeingWritten ? { ...journal, tornBytes: 0 } : journal;
  return {
    entries: journal.entries,
    kind: "live",
    path: folder,
    warnings: [
      ...warningsOf(seen),
      ...missingEvidence(journal.entries, (member) => present.has(member)),
    ],
    members: listed.length + 1,
    bytes: size + listed.reduce((sum, { bytes }) => sum + bytes, 0),
    readEvidence: (member) => evidence.read(member),
    close: () => Promise.resolve(),
  };
}

/**
 * The chain of the journal and every evidence file. An unfinished last line is what a crash leaves and no mismatch.
 * Codes: journal-corrupt, archive-mismatch, not-found, archive-too-new, cancelled.
 */
export async function verifyLiveFolder(
  folder: string,
  signal?: AbortSignal,
): Promise<{
  readonly members: number;
  readonly bytes: number;
  readonly entries: number;
}> {
  const journal = await readFolderJournal(folder);
  if (journal.damage !== null) throw journal.damage;
  const evidence = new EvidenceFolder(folder);
  const listed = await evidence.list();
  for (const { member } of listed) {
    try {
      await evidence.verify(member, undefined, signal);
    } catch (error) {
      if (signal?.aborted === true)
        throw new TrivetError("cancelled", `reading ${folder} was cancelled`, {
          cause: error,
        });
      throw error;
    }
  }
  const present = new Set(listed.map(({ member }) => member));
  for (const entry of journal.entries)
    if (entry.type === "snapshot" && !present.has(entry.snapshot.member))
      throw new TrivetError(
        "archive-mismatch",
        `evidence of a snapshot is missing: ${entry.snapshot.member}`,
        { detail: { member: entry.snapshot.member } },
      );
  return {
    members: listed.length + 1,
    bytes: journal.bytes + listed.reduce((sum, { bytes }) => sum + bytes, 0),
    entries: journal.position.seq,
  };
}
