// What a history says of one process, scrape by scrape: its samples, where the server had none, and where another process
// began. Written in the order of time.

import {
  fieldsOfMetrics,
  processFieldsOf,
} from "../core/memstats/prometheus-fields.ts";
import type { HistoryRow } from "../core/memstats/history-rows.ts";
import { startTimeMetric } from "../core/memstats/prometheus-names.ts";
import {
  durationMetric,
  upMetric,
} from "../core/memstats/prometheus-selector.ts";
import {
  isSeriesName,
  seriesCatalogue,
} from "../core/investigation/series-catalogue.ts";
import type { ImportedProcess } from "./history-request.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Identifiers } from "./ports/basics.ts";
import type { Span } from "./prometheus-server.ts";

export interface TrackParts {
  readonly targetId: string;
  readonly label: string;
  readonly journal: JournalWriter;
  readonly ids: Identifiers;
  /** What the target's own recording speaks of, which the history does not repeat; null when there is none. */
  readonly recorded: Span | null;
}

/** So many times the usual distance between two scrapes is a gap: one missed scrape is. */
const gapFactor = 1.8;

export class HistoryTrack {
  samples = 0;
  /** Scrapes that the recording covers. */
  leftOut = 0;
  readonly #parts: TrackParts;
  #gaps = 0;
  #restarts = 0;
  #firstMillis: number | null = null;
  #lastMillis: number | null = null;
  #usualMs: number | null = null;
  #failedMillis: number | null = null;
  #values: Readonly<Record<string, number>> = {};
  #startedSeconds: number | null = null;

  constructor(parts: TrackParts) {
    this.#parts = parts;
  }

  get facts(): ImportedProcess {
    return {
      targetId: this.#parts.targetId,
      label: this.#parts.label,
      samples: this.samples,
      leftOut: this.leftOut,
      gaps: this.#gaps,
      restarts: this.#restarts,
      firstMillis: this.#firstMillis,
      lastMillis: this.#lastMillis,
    };
  }

  /** Ascending, and all of them later than those before. */
  accept(rows: readonly HistoryRow[]): void {
    const values = rows.map(({ metrics }) => ({
      ...fieldsOfMetrics(metrics),
      ...processFieldsOf(metrics),
    }));
    this.#learnDistance(rows.filter((_row, index) => hasAny(values[index])));
    rows.forEach((row, index) => {
      const said = values[index] ?? {};
      if (row.atMillis <= (this.#lastMillis ?? -Infinity)) return;
      if (hasAny(said)) this.#sample(row, said);
      else if (row.metrics.get(upMetric) === 0)
        this.#failedMillis = row.atMillis;
    });
  }

  /** The end of the history: scrapes that failed to the last are a gap as well. */
  finish(): void {
    const lastMillis = this.#lastMillis;
    if (lastMillis !== null && this.#failedMillis !== null)
      this.#gap(lastMillis, this.#failedMillis);
  }

  #sample(row: HistoryRow, values: Readonly<Record<string, number>>): void {
    const { recorded, targetId, journal } = this.#parts;
    const { atMillis, metrics } = row;
    const before = this.#lastMillis;
    const isRecorded =
      recorded !== null &&
      atMillis >= recorded.fromMillis &&
      atMillis <= recorded.toMillis;
    if (isRecorded) {
      this.leftOut++;
      return;
    }
    if (before !== null && !this.#isAcrossRecording(before, atMillis)) {
      const isLong =
        this.#usualMs !== null && atMillis - before > gapFactor * this.#usualMs;
      if (isLong || this.#failedMillis !== null) this.#gap(before, atMillis);
    }
    this.#failedMillis = null;
    this.#noticeRestart(row, values);
    journal.append({
      type: "sample",
      targetId,
      source: "prometheus",
      atMillis,
      // The moment is the scrape's beginning: the numbers were read while it lasted.
      tookMs: (metrics.get(durationMetric) ?? 0) * 1000,
      values,
    });
    this.samples++;
    this.#firstMillis ??= atMillis;
    this.#lastMillis = atMillis;
  }

  #isAcrossRecording(before: number, at: number): boolean {
    const { recorded } = this.#parts;
    return (
      recorded !== null &&
      before < recorded.fromMillis &&
      at > recorded.toMillis
    );
  }

  #gap(fromMillis: number, toMillis: number): void {
    const { targetId, journal } = this.#parts;
    const hasFailed = this.#failedMillis !== null;
    this.#gaps++;
    journal.append({
      type: "gap",
      gap: {
        targetId,
        source: "prometheus",
        fromMillis,
        toMillis,
        code: hasFailed ? "target-unreachable" : "history-empty",
        reason: hasFailed
          ? "the server could not scrape it (up was 0)"
          : "the server has no samples of it",
      },
    });
  }

  /** Another start time, or a total that fell: totals only grow within one process. */
  #noticeRestart(
    { atMillis, metrics }: HistoryRow,
    values: Readonly<Record<string, number>>,
  ): void {
    const started = metrics.get(startTimeMetric) ?? null;
    const fallen = Object.entries(values).find(
      ([name, value]) =>
        isSeriesName(name) &&
        seriesCatalogue[name].cumulative &&
        value < (this.#values[name] ?? -Infinity),
    );
    const isOther =
      started !== null &&
      this.#startedSeconds !== null &&
      Math.abs(started - this.#startedSeconds) > 1;
    const before = this.#values;
    this.#values = values;
    this.#startedSeconds = started ?? this.#startedSeconds;
    if (fallen === undefined && !isOther) return;
    this.#restarts++;
    const [name, value] = fallen ?? [];
    const { targetId, label, journal, ids } = this.#parts;
    const how =
      name === undefined
        ? "its start time is another one"
        : `${name} fell from ${before[name]} to ${value}`;
    journal.append({
      type: "event",
      event: {
        id: ids.next("event"),
        targetId,
        kind: "restarted",
        atMillis,
        text: `${label} was restarted: ${how}`,
        data: { pidBefore: 0, pid: 0 },
      },
    });
  }

  /** The median distance between two scrapes; too few of them leave the one before. */
  #learnDistance(rows: readonly HistoryRow[]): void {
    const distances = rows
      .slice(1)
      .map(({ atMillis }, index) => atMillis - (rows[index]?.atMillis ?? 0))
      .sort((a, b) => a - b);
    if (distances.length < 3 && this.#usualMs !== null) return;
    this.#usualMs = distances[distances.length >> 1] ?? this.#usualMs;
  }
}

function hasAny(values: Readonly<Record<string, number>> | undefined): boolean {
  for (const name in values) if (Object.hasOwn(values, name)) return true;
  return false;
}
