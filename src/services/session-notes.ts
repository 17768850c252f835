// Notes on an investigation: each change is a journal entry, and a note keeps its identifier for good.

import { TrivetError } from "../core/errors.ts";
import type { Note } from "../core/investigation/model.ts";
import type { JournalEntry } from "../core/investigation/journal-entry.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";

export interface SessionNotesParts {
  readonly clock: Clock;
  readonly ids: Identifiers;
  /** Those that there are now. */
  readonly notes: () => readonly Note[];
  readonly append: (entry: JournalEntry) => void;
}

export class SessionNotes {
  readonly #parts: SessionNotesParts;

  constructor(parts: SessionNotesParts) {
    this.#parts = parts;
  }

  add(text: string, aboutMillis: number | null): Note {
    const note: Note = {
      id: this.#freshId(),
      atMillis: this.#parts.clock.nowMillis(),
      aboutMillis,
      text,
    };
    this.#parts.append({ type: "note", note });
    return note;
  }

  /** Code: not-found. */
  edit(id: string, text: string): Note {
    const note: Note = { ...this.#find(id), text };
    this.#parts.append({ type: "note", note });
    return note;
  }

  /** Code: not-found. */
  remove(id: string): void {
    this.#find(id);
    this.#parts.append({ type: "note-removed", id });
  }

  #find(id: string): Note {
    const note = this.#parts.notes().find((candidate) => candidate.id === id);
    if (note === undefined)
      throw new TrivetError("not-found", `no note ${JSON.stringify(id)}`);
    return note;
  }

  /** Identifiers count from the start of the program, the notes of an opened investigation from before. */
  #freshId(): string {
    const taken = new Set(this.#parts.notes().map((note) => note.id));
    for (;;) {
      const id = this.#parts.ids.next("note");
      if (!taken.has(id)) return id;
    }
  }
}
