// What one MemStats reading says after the one before: its numbers, the collections since, and whether it can be the
// same process at all.

import type { GcCycle } from "../core/investigation/model.ts";
import {
  isSeriesName,
  seriesCatalogue,
} from "../core/investigation/series-catalogue.ts";
import { gcCyclesSince } from "../core/memstats/gc-cycles.ts";
import {
  memstatsNames,
  type MemStatsReading,
} from "../core/memstats/memstats.ts";

export interface CounterStep {
  readonly values: Readonly<Record<string, number>>;
  /** Each collection once, oldest first; the first reading brings up to 256 from before. */
  readonly cycles: readonly GcCycle[];
}

export class CounterTrack {
  readonly #targetId: string;
  #values: Readonly<Record<string, number>> = {};

  constructor(targetId: string) {
    this.#targetId = targetId;
  }

  /**
   * The total that fell since the last reading, worded; null when none did. Totals only grow within one process, so a
   * fall is another process.
   */
  describeFall(reading: MemStatsReading): string | null {
    for (const name of memstatsNames) {
      const before = this.#values[name];
      const now = reading.values[name];
      if (before === undefined || now === undefined || now >= before) continue;
      if (isSeriesName(name) && seriesCatalogue[name].cumulative)
        return `${name} fell from ${before} to ${now}`;
    }
    return null;
  }

  /** After a restart: the next reading's collections are all new. */
  reset(): void {
    this.#values = {};
  }

  accept(reading: MemStatsReading): CounterStep {
    const values: Record<string, number> = {};
    for (const name of memstatsNames) {
      const value = reading.values[name];
      if (value !== undefined) values[name] = value;
    }
    const cycles = gcCyclesSince(reading, this.#values["numGc"] ?? 0);
    this.#values = values;
    return {
      values,
      cycles: cycles.map((cycle) => ({ targetId: this.#targetId, ...cycle })),
    };
  }
}
