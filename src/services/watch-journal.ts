// What a watcher writes, with the target's id and the time filled in.

import type { EventKind, SeriesSource } from "../core/investigation/model.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";

export interface TargetJournalPorts {
  readonly journal: JournalWriter;
  readonly clock: Clock;
  readonly ids: Identifiers;
}

export class TargetJournal {
  readonly #targetId: string;
  readonly #ports: TargetJournalPorts;

  constructor(targetId: string, ports: TargetJournalPorts) {
    this.#targetId = targetId;
    this.#ports = ports;
  }

  sample(
    source: SeriesSource,
    at: { readonly atMillis: number; readonly tookMs: number },
    values: Readonly<Record<string, number>>,
  ): void {
    this.#ports.journal.append({
      type: "sample",
      targetId: this.#targetId,
      source,
      atMillis: at.atMillis,
      tookMs: at.tookMs,
      values,
    });
  }

  event(
    kind: EventKind,
    text: string,
    data: Readonly<Record<string, string | number | boolean>> = {},
  ): void {
    const { journal, ids, clock } = this.#ports;
    journal.append({
      type: "event",
      event: {
        id: ids.next("event"),
        targetId: this.#targetId,
        kind,
        atMillis: clock.nowMillis(),
        text,
        data,
      },
    });
  }
}
