// Investigations on disk: folders that are written, and folders and archives that are read.

import type { JournalEntry } from "../../core/investigation/journal-entry.ts";

export interface EvidenceMember {
  readonly member: string;
  readonly sha256: string;
  readonly bytes: number;
}
/** An investigation that is being written: a folder with an append-only journal and content-addressed evidence. */
export interface InvestigationStore {
  readonly path: string;
  /** What keeps entries from being durable right now (disk-full, disk-failed); null when nothing does. */
  readonly problem: Error | null;
  /** Synchronous hand-over, durable within `flushIntervalMs`; a full disk calls `onProblem` and keeps trying. */
  append(entry: JournalEntry): void;
  /** Durable when it resolves. `extension` without dot: `pb.gz`, `txt`. Codes: disk-full, disk-failed. */
  putEvidence(bytes: Uint8Array, extension: string): Promise<EvidenceMember>;
  readEvidence(member: string): Promise<Uint8Array>;
  flush(): Promise<void>;
  /** Writes the archive atomically (temporary file, fsync, rename). */
  exportArchive(
    path: string,
    options: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (done: number, total: number) => void;
    },
  ): Promise<{
    readonly path: string;
    readonly bytes: number;
    readonly members: number;
  }>;
  close(): Promise<void>;
}
export interface OpenedInvestigation {
  readonly entries: readonly JournalEntry[];
  readonly kind: "live" | "archive";
  readonly path: string;
  readEvidence(member: string): Promise<Uint8Array>;
  /** What recovery had to leave out: a torn last line, a missing member. */
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
  }[];
  /** Files: the journal, evidence, and in an archive the manifest and what is derived. */
  readonly members: number;
  /** On the disk: the archive's size, or the sum of the folder's members. */
  readonly bytes: number;
  close(): Promise<void>;
}
export interface InvestigationStores {
  /** A new folder under the default place (or at `path`). Code: investigation-locked, disk-full, disk-failed. */
  create(options: {
    readonly path?: string;
    /** Goes into the name of a folder under the default place. */
    readonly title?: string;
    readonly onProblem: (problem: Error) => void;
  }): Promise<InvestigationStore>;
  /**
   * Goes on recording in a folder whose recorder died, or in a copy of an archive. The entries come back in order.
   */
  resume(
    path: string,
    onProblem: (problem: Error) => void,
  ): Promise<{
    readonly store: InvestigationStore;
    readonly opened: OpenedInvestigation;
  }>;
  /**
   * Opens an archive (verified) or a live folder (recovered), for reading. Codes: not-found, archive-malformed,
   * archive-mismatch, archive-unsafe-path, archive-too-large, archive-too-new, journal-corrupt.
   */
  open(path: string, signal?: AbortSignal): Promise<OpenedInvestigation>;
  /** Every member against the manifest and the journal's hash chain; throws at the first mismatch. */
  verify(
    path: string,
    signal?: AbortSignal,
  ): Promise<{
    readonly members: number;
    readonly bytes: number;
    readonly entries: number;
  }>;
}
