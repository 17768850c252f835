// The agent's part in a recording: its ring is found while the program lives, and read when it is dead. What the program
// wrote of itself up to its last moment goes beside what was seen from outside.

import {
  decodeAgentRing,
  type AgentRing,
} from "../core/agent-ring/decode-ring.ts";
import { ringEntries } from "../core/agent-ring/ring-entries.ts";
import { toTrivetError } from "../core/errors.ts";
import type { Target } from "../core/investigation/model.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock } from "./ports/basics.ts";
import type { AgentRingFile, AgentRingFiles } from "./ports/flight-recorder.ts";
import type { TargetJournal } from "./watch-journal.ts";

export interface AgentRingParts {
  readonly files: AgentRingFiles;
  readonly journal: JournalWriter;
  readonly clock: Clock;
}

/** A program may start its agent when it is watched already. */
const lookEveryMs = 2000;
/** Label sets that an event names. */
const mostSets = 8;

export class AgentRingReader {
  readonly #target: Target;
  readonly #log: TargetJournal;
  readonly #parts: AgentRingParts;
  #file: AgentRingFile | null = null;
  #nextLookMs = Number.NEGATIVE_INFINITY;

  constructor(target: Target, log: TargetJournal, parts: AgentRingParts) {
    this.#target = target;
    this.#log = log;
    this.#parts = parts;
  }

  /** Opens the ring once there is one; cheap when asked often. Never throws. */
  async look(): Promise<void> {
    const { files, clock } = this.#parts;
    const { pid } = this.#target;
    const nowMs = clock.monotonicMillis();
    if (this.#file !== null || pid === null || nowMs < this.#nextLookMs) return;
    this.#nextLookMs = nowMs + lookEveryMs;
    this.#file = await files.find(pid).catch(() => null);
  }

  /** Puts its last `windowMs` on record, with an event that sums it up. A ring that cannot be read is a warning. */
  async freeze(windowMs: number): Promise<void> {
    if (this.#file === null) return;
    const { path } = this.#file;
    try {
      const ring = decodeAgentRing(await this.#file.read());
      this.#write(ring, windowMs);
    } catch (thrown) {
      const { code, message } = toTrivetError(thrown);
      this.#log.event("warning", `the agent's ring ${path}: ${message}`, {
        code,
      });
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  #write(ring: AgentRing, windowMs: number): void {
    const { samples, collections, labels, damaged } = ring;
    const last = samples.at(-1);
    if (last === undefined) return;
    const span = {
      sinceMillis: last.atMillis - windowMs,
      untilMillis: last.atMillis,
    };
    for (const entry of ringEntries(this.#target.id, ring, span))
      this.#parts.journal.append(entry);
    const sets = newestSets(ring);
    this.#log.event(
      "agent-ring",
      `the agent wrote ${samples.length} samples and ${collections.length} collections${sets === "" ? "" : `; goroutines by label at the end: ${sets}`}`,
      {
        samples: samples.length,
        collections: collections.length,
        labels: labels.length,
        damaged,
        lastSampleMillis: last.atMillis,
        stoppedByItself: ring.hasEnded,
        sets,
      },
    );
  }
}

/** `{"tenant":"acme"} 512, {"tenant":"small"} 3`: the last census. */
export function newestSets({ labels }: AgentRing): string {
  const newest = labels.at(-1)?.atMillis;
  return labels
    .filter(({ atMillis }) => atMillis === newest)
    .slice(0, mostSets)
    .map(({ labels: set, goroutines }) => `${set} ${goroutines}`)
    .join(", ");
}
