// The one way in: everything that is recorded goes through here, into the model, onto disk and to whoever looks on.

import type { Investigation } from "../core/investigation/investigation.ts";
import type { JournalEntry } from "../core/investigation/journal-entry.ts";
import type { EvidenceMember } from "./ports/investigation-store.ts";

export interface JournalWriter {
  /** The fold over everything appended so far; read it, never write it. */
  readonly model: Investigation;
  /** Applies the entry to the model and hands it to the disk. Never throws: a full disk becomes a warning. */
  append(entry: JournalEntry): void;
  /** Durable when it resolves. Codes: disk-full, disk-failed. */
  putEvidence(bytes: Uint8Array, extension: string): Promise<EvidenceMember>;
  readEvidence(member: string): Promise<Uint8Array>;
}
