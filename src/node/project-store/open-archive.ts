// Opens a .trivet archive for reading: every member is checked against its digest before the first entry is shown, and
// evidence again whenever it is read.

import type { JournalEntry } from "../../core/investigation/journal-entry.ts";
import { TrivetError } from "../../core/errors.ts";
import {
  digestOfMember,
  journalMember,
} from "../../core/project-file/member-path.ts";
import type { OpenedInvestigation } from "../../services/ports/investigation-store.ts";
import { ArchiveFile } from "./archive-file.ts";
import {
  readJournal,
  warningsOf,
  type JournalReading,
} from "./read-journal.ts";
import type { ZipLimits } from "./zip-directory.ts";

export interface VerifiedArchive {
  readonly archive: ArchiveFile;
  readonly journal: JournalReading;
}

/**
 * Structure, manifest, members in the manifest's order, hash chain, seal; throws at the first that is wrong, with the
 * member in `detail.member`. The caller closes the archive.
 */
export async function verifyArchive(
  path: string,
  options: { readonly limits?: ZipLimits; readonly signal?: AbortSignal } = {},
): Promise<VerifiedArchive> {
  const { signal } = options;
  const archive = await ArchiveFile.open(path, options.limits);
  try {
    let journal: JournalReading | null = null;
    for (const member of archive.manifest.members) {
      signal?.throwIfAborted();
      if (member.kind === "evidence") assertNamedByContent(member);
      if (member.path === journalMember) journal = await readChain(archive);
      else
        for await (const _chunk of archive.stream(member.path))
          signal?.throwIfAborted();
    }
    if (journal === null)
      throw new TrivetError(
        "archive-malformed",
        `the archive has no ${journalMember}`,
        { detail: { member: journalMember } },
      );
    await archive.verifySeal(signal);
    return { archive, journal };
  } catch (error) {
    await archive.close();
    if (signal?.aborted === true)
      throw new TrivetError("cancelled", `reading ${path} was cancelled`, {
        cause: error,
      });
    throw error;
  }
}

/** An archive's chain is whole or the archive is refused: it was written from a chain that was checked. */
async function readChain(archive: ArchiveFile): Promise<JournalReading> {
  const journal = await readJournal(archive.stream(journalMember));
  if (journal.damage !== null) {
    // Reading stopped before the digest was known; bytes that changed are a mismatch before they are a broken chain.
    for await (const _chunk of archive.stream(journalMember));
    throw journal.damage;
  }
  const { entries, lastHash } = archive.manifest.journal;
  const isWhole =
    journal.tornBytes === 0 &&
    journal.position.seq === entries &&
    journal.position.hash === lastHash;
  if (!isWhole)
    throw new TrivetError(
      "journal-corrupt",
      `${journalMember} ends after ${journal.position.seq} entries, the manifest says ${entries}`,
      { detail: { member: journalMember } },
    );
  return journal;
}

/** Evidence is named by its digest; a manifest that says otherwise lies. */
function assertNamedByContent(member: { path: string; sha256: string }): void {
  if (digestOfMember(member.path) !== member.sha256)
    throw new TrivetError(
      "archive-mismatch",
      `${member.path} is not named by the SHA-256 that the manifest gives it`,
      { detail: { member: member.path } },
    );
}

export async function openArchive(
  path: string,
  options: { readonly limits?: ZipLimits; readonly signal?: AbortSignal } = {},
): Promise<OpenedInvestigation> {
  const { archive, journal } = await verifyArchive(path, options);
  const { members, missing } = archive.manifest;
  const warnings = warningsOf(journal);
  const absent = new Set([
    ...missing,
    ...evidenceOf(journal.entries).filter(
      (member) => archive.member(member) === undefined,
    ),
  ]);
  for (const member of [...absent].slice(0, 20))
    warnings.push({
      code: "archive-mismatch",
      message: `evidence was already lost when the archive was written: ${member.slice(0, 200)}`,
    });
  return {
    entries: journal.entries,
    kind: "archive",
    path,
    warnings,
    members: members.length + 1,
    bytes: archive.bytes,
    readEvidence: async (member) => {
      if (digestOfMember(member) === null)
        throw new TrivetError(
          "not-found",
          `not an evidence member: ${JSON.stringify(member.slice(0, 200))}`,
        );
      return archive.read(member);
    },
    close: () => archive.close(),
  };
}

function evidenceOf(entries: readonly JournalEntry[]): string[] {
  return entries.flatMap((entry) =>
    entry.type === "snapshot" ? [entry.snapshot.member] : [],
  );
}
