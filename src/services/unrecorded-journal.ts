// A journal that keeps nothing, for commands that print their result and record no investigation.

import { TrivetError } from "../core/errors.ts";
import { Investigation } from "../core/investigation/investigation.ts";
import type { JournalEntry } from "../core/investigation/journal-entry.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { EvidenceMember } from "./ports/investigation-store.ts";

export class UnrecordedJournal implements JournalWriter {
  readonly model = new Investigation();

  append(entry: JournalEntry): void {
    // Keys and console texts would only grow.
    if (entry.type !== "transcript") this.model.apply(entry);
  }

  putEvidence(): Promise<EvidenceMember> {
    return Promise.reject(
      new TrivetError("internal", "this command keeps no evidence"),
    );
  }

  readEvidence(member: string): Promise<Uint8Array> {
    return Promise.reject(
      new TrivetError("not-found", `there is no evidence ${member}`),
    );
  }
}
