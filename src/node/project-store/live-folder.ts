// A live investigation that this process writes: the journal, the evidence and the lock of one folder.

import type { JournalEntry } from "../../core/investigation/journal-entry.ts";
import type { TrivetError } from "../../core/errors.ts";
import type {
  EvidenceMember,
  InvestigationStore,
} from "../../services/ports/investigation-store.ts";
import type { ArchiveOptions } from "./archive-plan.ts";
import { writeArchive, type WrittenArchive } from "./archive-writer.ts";
import type { EvidenceFolder } from "./evidence-folder.ts";
import type { FolderLock } from "./folder-lock.ts";
import type { JournalFile } from "./journal-file.ts";
import { writeSaveMark } from "./save-mark.ts";

export class LiveFolder implements InvestigationStore {
  readonly path: string;
  readonly #journal: JournalFile;
  readonly #evidence: EvidenceFolder;
  readonly #lock: FolderLock;
  readonly #tool: { readonly name: string; readonly version: string };

  constructor(
    path: string,
    parts: {
      readonly journal: JournalFile;
      readonly evidence: EvidenceFolder;
      readonly lock: FolderLock;
      readonly tool: { readonly name: string; readonly version: string };
    },
  ) {
    this.path = path;
    this.#journal = parts.journal;
    this.#evidence = parts.evidence;
    this.#lock = parts.lock;
    this.#tool = parts.tool;
  }

  get problem(): TrivetError | null {
    return this.#journal.problem;
  }

  append(entry: JournalEntry): void {
    this.#journal.append(entry);
  }

  putEvidence(bytes: Uint8Array, extension: string): Promise<EvidenceMember> {
    return this.#evidence.put(bytes, extension);
  }

  readEvidence(member: string): Promise<Uint8Array> {
    return this.#evidence.read(member);
  }

  flush(): Promise<void> {
    return this.#journal.flush();
  }

  async exportArchive(
    path: string,
    options: ArchiveOptions,
  ): Promise<WrittenArchive> {
    // A full disk under the live folder must not keep anybody from saving to another one: what that disk did not take
    // goes into the archive from memory.
    await this.#journal.flush().catch(() => {});
    const written = await writeArchive(
      path,
      {
        folder: this.path,
        journal: this.#journal.content(),
        tool: this.#tool,
      },
      options,
    );
    // Without the mark the folder is kept for ever, which is no reason to call the save failed.
    await writeSaveMark(this.path, written).catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    try {
      await this.#journal.close();
    } finally {
      await this.#lock.release();
    }
  }
}
