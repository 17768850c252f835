// A journal without a disk, for tests of services that only write to one.

import { createHash } from "node:crypto";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import type { JournalEntry } from "../../src/core/investigation/journal-entry.ts";
import type { EventKind } from "../../src/core/investigation/model.ts";
import type { JournalWriter } from "../../src/services/journal-writer.ts";
import type { EvidenceMember } from "../../src/services/ports/investigation-store.ts";

export class MemoryJournal implements JournalWriter {
  readonly model = new Investigation();
  readonly entries: JournalEntry[] = [];
  readonly evidence = new Map<string, Uint8Array>();

  append(entry: JournalEntry): void {
    this.entries.push(entry);
    this.model.apply(entry);
  }

  async putEvidence(
    bytes: Uint8Array,
    extension: string,
  ): Promise<EvidenceMember> {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const member = `evidence/${sha256}.${extension}`;
    this.evidence.set(member, bytes.slice());
    return { member, sha256, bytes: bytes.length };
  }

  async readEvidence(member: string): Promise<Uint8Array> {
    const bytes = this.evidence.get(member);
    if (bytes === undefined) throw new Error(`no evidence ${member}`);
    return bytes;
  }

  /** Kinds of the events so far, in order. */
  get eventKinds(): readonly EventKind[] {
    return this.model.events.map((event) => event.kind);
  }

  /** What the transcript shows in one direction. */
  transcript(direction: "input" | "output"): string {
    return this.model.transcript
      .filter((chunk) => chunk.direction === direction)
      .map((chunk) => chunk.text)
      .join("");
  }
}
