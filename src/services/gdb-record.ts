// What a debugger session puts on the record: events and warnings on the time axis, and who asked for what.

import type { TrivetError } from "../core/errors.ts";
import type { Target } from "../core/investigation/model.ts";
import type { WriteEvent } from "./gdb-stop-meter.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";

export interface GdbRecordPorts {
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
}

export class GdbRecord {
  readonly #ports: GdbRecordPorts;

  constructor(ports: GdbRecordPorts) {
    this.#ports = ports;
  }

  /** Writes events about one target; null = about none that is watched. */
  event(target: Target | null): WriteEvent {
    const { ids, journal } = this.#ports;
    return (kind, atMillis, text, data) =>
      journal.append({
        type: "event",
        event: {
          id: ids.next("event"),
          targetId: target?.id ?? null,
          kind,
          atMillis,
          text,
          data,
        },
      });
  }

  warn(target: Target | null, error: TrivetError): void {
    const now = this.#ports.clock.nowMillis();
    this.event(target)("warning", now, error.message, { code: error.code });
  }

  /** The user asked for it. */
  act(target: Target | null, action: string, detail: string): void {
    this.#ports.journal.append({
      type: "action",
      action: {
        atMillis: this.#ports.clock.nowMillis(),
        actor: "user",
        action,
        detail: target === null ? detail : `${target.label}: ${detail}`,
      },
    });
  }
}
