// The days before anybody looked: what a Prometheus server kept of Go processes becomes an investigation's series, at the
// moments at which it was scraped. Window by window, so that a month fits into memory and a server's limits hold.

import { toTrivetError, TrivetError, type ErrorCode } from "../core/errors.ts";
import {
  rowsByProcess,
  type HistoryRow,
} from "../core/memstats/history-rows.ts";
import type { Labels } from "../core/memstats/prometheus-answer.ts";
import {
  durationMetric,
  historyMetrics,
  infoMetric,
  processKey,
  processLabel,
  selectorOf,
  upMetric,
} from "../core/memstats/prometheus-selector.ts";
import { groupByProcess, recordedSpan, targetOf } from "./history-target.ts";
import { HistoryTrack } from "./history-track.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";
import type { HttpFetcher } from "./ports/target.ts";
import { PrometheusServer, type Span } from "./prometheus-server.ts";

export interface HistoryRequest extends Span {
  /** The server's address, as typed. */
  readonly url: string;
  /** Label matchers in braces; "" = every Go process that the server knows. */
  readonly match: string;
  /** One value each so many milliseconds; null: every sample. */
  readonly stepMs: number | null;
  /** The target of `journal` that the history is of; null: a new target for each process. */
  readonly targetId: string | null;
  /** For one answer of the server. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: HistoryProgress) => void;
}

export interface HistoryProgress {
  readonly untilMillis: number;
  readonly fraction: number;
  readonly samples: number;
  readonly bytes: number;
}

export interface HistoryPorts {
  readonly http: HttpFetcher;
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
}

export interface ImportedProcess {
  readonly targetId: string;
  readonly label: string;
  readonly samples: number;
  readonly leftOut: number;
  readonly gaps: number;
  readonly restarts: number;
  readonly firstMillis: number | null;
  readonly lastMillis: number | null;
}

export interface HistoryResult {
  readonly server: string;
  readonly processes: readonly ImportedProcess[];
  readonly samples: number;
  readonly bytes: number;
  /** The server's words about partial answers, each once. */
  readonly warnings: readonly string[];
  /** What ended it early, and up to when the history goes then; null when it is whole. */
  readonly problem: {
    readonly error: TrivetError;
    readonly untilMillis: number;
  } | null;
}

const mostProcesses = 50;
const firstWindowMs = 30 * 60_000;
const shortestWindowMs = 1000;
const longestWindowMs = 24 * 3_600_000;
/** An answer below this lets the next window be twice as long. */
const smallAnswerBytes = 4 << 20;
/** Prometheus refuses more than 11,000 values a series in one answer. */
const mostSteps = 10_000;

/**
 * Codes: usage (matchers, too many processes), url-invalid, history-empty, history-refused, history-malformed, cancelled,
 * and the fetcher's. What fails after samples came is a `problem`: they are kept.
 */
export async function importHistory(
  request: HistoryRequest,
  ports: HistoryPorts,
): Promise<HistoryResult> {
  return new HistoryImport(request, ports).run();
}

class HistoryImport {
  readonly #request: HistoryRequest;
  readonly #ports: HistoryPorts;
  readonly #server: PrometheusServer;
  readonly #tracks = new Map<string, HistoryTrack>();
  readonly #warnings = new Set<string>();
  #known: ReadonlyMap<string, readonly Labels[]> = new Map();
  #metrics: readonly string[] = [];
  #bytes = 0;

  constructor(request: HistoryRequest, ports: HistoryPorts) {
    this.#request = request;
    this.#ports = ports;
    const { url, timeoutMs, signal, fromMillis, toMillis } = request;
    if (!(fromMillis < toMillis))
      throw new TrivetError("usage", "the time range ends before it begins");
    this.#server = new PrometheusServer(ports.http, url, { timeoutMs, signal });
  }

  async run(): Promise<HistoryResult> {
    await this.#discover();
    const problem = await this.#readWindows();
    for (const track of this.#tracks.values()) track.finish();
    if (this.#samples === 0 && this.#leftOut === 0)
      throw problem?.error ?? this.#empty("no samples in this time");
    this.#putOnRecord(problem);
    return {
      server: this.#server.url,
      processes: [...this.#tracks.values()].map(
        ({
          targetId,
          label,
          samples,
          leftOut,
          gaps,
          restarts,
          firstMillis,
          lastMillis,
        }) => ({
          targetId,
          label,
          samples,
          leftOut,
          gaps,
          restarts,
          firstMillis,
          lastMillis,
        }),
      ),
      samples: this.#samples,
      bytes: this.#bytes,
      warnings: [...this.#warnings],
      problem,
    };
  }

  get #samples(): number {
    return sumOf(this.#tracks.values(), ({ samples }) => samples);
  }

  get #leftOut(): number {
    return sumOf(this.#tracks.values(), ({ leftOut }) => leftOut);
  }

  async #discover(): Promise<void> {
    const { match, targetId } = this.#request;
    const { data, warnings } = await this.#server.series(
      selectorOf(match, historyMetrics),
      this.#request,
    );
    this.#warn(warnings);
    const known = groupByProcess(data);
    // Other exporters say process_… as well; Go's own metrics make it one of ours.
    for (const [key, labels] of known)
      if (!labels.some((of) => of["__name__"]?.startsWith("go_") === true))
        known.delete(key);
    if (known.size === 0)
      throw this.#empty("it knows no metrics of a Go process");
    const labels = [...known.values()].map((of) => processLabel(of[0] ?? {}));
    if (known.size > mostProcesses)
      throw new TrivetError(
        "usage",
        `the matchers fit ${known.size} processes (${labels.slice(0, 3).join(", ")}, …); name fewer, ${mostProcesses} at most`,
      );
    if (targetId !== null && known.size > 1)
      throw new TrivetError(
        "usage",
        `the matchers fit ${known.size} processes (${labels.slice(0, 3).join(", ")}${known.size > 3 ? ", …" : ""}), and the target is one`,
      );
    this.#known = known;
    const names = new Set(data.map((of) => of["__name__"] ?? ""));
    names.delete(infoMetric);
    this.#metrics = [...names, upMetric, durationMetric];
  }

  /** The problem that ended it early; null when all of it was read. Codes: cancelled. */
  async #readWindows(): Promise<HistoryResult["problem"]> {
    const { fromMillis, toMillis, stepMs } = this.#request;
    let windowMs =
      stepMs === null ? firstWindowMs : Math.max(firstWindowMs, 100 * stepMs);
    for (let from = fromMillis; from <= toMillis;) {
      const longest =
        stepMs === null ? longestWindowMs : (mostSteps - 1) * stepMs;
      windowMs = Math.min(windowMs, longest);
      // Whole steps, so that each window goes on where the one before ended.
      if (stepMs !== null)
        windowMs = Math.max(1, Math.floor(windowMs / stepMs)) * stepMs;
      const span = {
        fromMillis: from,
        toMillis: Math.min(toMillis, from + windowMs),
      };
      try {
        const bytes = await this.#readWindow(span);
        if (bytes < smallAnswerBytes) windowMs *= 2;
      } catch (thrown) {
        const error = toTrivetError(thrown);
        if (error.code === "cancelled") throw error;
        const shortest = Math.max(shortestWindowMs, stepMs ?? 0);
        const triedMs = span.toMillis - span.fromMillis;
        if (isTooMuch(error) && triedMs > shortest) {
          windowMs = Math.max(shortest, Math.floor(triedMs / 4));
          continue;
        }
        return { error, untilMillis: from };
      }
      from = span.toMillis + (stepMs ?? 1);
      this.#report(span.toMillis);
    }
    return null;
  }

  async #readWindow(span: Span): Promise<number> {
    const { match, stepMs } = this.#request;
    const selector = selectorOf(match, this.#metrics);
    if (stepMs === null) {
      const { data, warnings, bytes } = await this.#server.samples(
        selector,
        span,
      );
      this.#warn(warnings);
      this.#bytes += bytes;
      for (const [key, rows] of rowsByProcess(data))
        this.#accept(
          key,
          rows.filter(({ atMillis }) => atMillis >= span.fromMillis),
        );
      return bytes;
    }
    const { data, warnings, bytes } = await this.#server.steps(
      selector,
      span,
      stepMs,
    );
    this.#warn(warnings);
    this.#bytes += bytes;
    const moments = await this.#momentsOf(span, stepMs);
    for (const [key, rows] of rowsByProcess(data)) {
      const own = moments.get(key);
      this.#accept(
        key,
        rows.map(({ atMillis, metrics }) => ({
          atMillis: own?.get(atMillis) ?? atMillis,
          metrics,
        })),
      );
    }
    return bytes;
  }

  /**
   * A step's value is the newest sample before it, up to minutes old: when each was scraped, by process and step. All
   * metrics of a scrape share its moment, so that one that every process has tells it.
   */
  async #momentsOf(
    span: Span,
    stepMs: number,
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
    const { match } = this.#request;
    const witness = this.#metrics.find(
      (metric) =>
        metric.startsWith("go_") &&
        [...this.#known.values()].every((of) =>
          of.some((labels) => labels["__name__"] === metric),
        ),
    );
    if (witness === undefined) return new Map();
    const { data, warnings, bytes } = await this.#server.steps(
      `timestamp(${selectorOf(match, [witness])})`,
      span,
      stepMs,
    );
    this.#warn(warnings);
    this.#bytes += bytes;
    return new Map(
      data.map(({ labels, times, values }) => [
        processKey(labels),
        new Map(
          [...times].map((at, index) => [
            at,
            Math.round((values[index] ?? 0) * 1000),
          ]),
        ),
      ]),
    );
  }

  #accept(key: string, rows: readonly HistoryRow[]): void {
    if (!this.#known.has(key) || rows.length === 0) return;
    let track = this.#tracks.get(key);
    if (track === undefined) {
      // A target is there once something is known of it.
      track = new HistoryTrack(this.#begin(this.#known.get(key) ?? []));
      this.#tracks.set(key, track);
    }
    track.accept(rows);
  }

  #begin(
    labels: readonly Labels[],
  ): ConstructorParameters<typeof HistoryTrack>[0] {
    const { journal, ids } = this.#ports;
    const { targetId } = this.#request;
    const shared = { journal, ids };
    const existing =
      targetId === null ? undefined : journal.model.targets.get(targetId);
    if (existing !== undefined)
      return {
        ...shared,
        targetId: existing.id,
        label: existing.label,
        recorded: recordedSpan(journal, existing.id),
      };
    const target = targetOf(ids.next("target"), labels);
    journal.append({ type: "target", target });
    return {
      ...shared,
      targetId: target.id,
      label: target.label,
      recorded: null,
    };
  }

  #putOnRecord(problem: HistoryResult["problem"]): void {
    const { journal, ids, clock } = this.#ports;
    const { match, stepMs } = this.#request;
    for (const track of this.#tracks.values()) {
      const { targetId, firstMillis, lastMillis, samples, label } = track;
      if (firstMillis === null || lastMillis === null) continue;
      journal.append({
        type: "event",
        event: {
          id: ids.next("event"),
          targetId,
          kind: "history-imported",
          atMillis: firstMillis,
          text: `history of ${label} from ${this.#server.url}, ${samples} samples until ${new Date(lastMillis).toISOString()}`,
          data: {
            server: this.#server.url,
            match,
            samples,
            fromMillis: firstMillis,
            toMillis: lastMillis,
            stepMs: stepMs ?? 0,
            leftOut: track.leftOut,
          },
        },
      });
    }
    for (const message of this.#warnings)
      this.#warnOnRecord(message, "history-refused");
    if (problem !== null)
      this.#warnOnRecord(
        `the history ends at ${new Date(problem.untilMillis).toISOString()}: ${problem.error.message}`,
        problem.error.code,
      );
    journal.append({
      type: "action",
      action: {
        atMillis: clock.nowMillis(),
        actor: "user",
        action: "import-history",
        detail: `${this.#server.url} ${match}`.trim(),
      },
    });
  }

  #warnOnRecord(text: string, code: ErrorCode): void {
    const { journal, ids, clock } = this.#ports;
    journal.append({
      type: "event",
      event: {
        id: ids.next("event"),
        targetId: null,
        kind: "warning",
        atMillis: clock.nowMillis(),
        text,
        data: { code },
      },
    });
  }

  #warn(words: readonly string[]): void {
    for (const said of words)
      if (this.#warnings.size < 20) this.#warnings.add(said);
  }

  #report(untilMillis: number): void {
    const { fromMillis, toMillis, onProgress } = this.#request;
    onProgress?.({
      untilMillis,
      fraction: (untilMillis - fromMillis) / (toMillis - fromMillis),
      samples: this.#samples,
      bytes: this.#bytes,
    });
  }

  #empty(fact: string): TrivetError {
    const { match, fromMillis, toMillis } = this.#request;
    const iso = (at: number): string => new Date(at).toISOString();
    return new TrivetError(
      "history-empty",
      `${this.#server.url}: ${fact} (${match.trim() === "" ? "{}" : match}, ${iso(fromMillis)} to ${iso(toMillis)})`,
    );
  }
}

function sumOf<T>(items: Iterable<T>, of: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += of(item);
  return sum;
}

/** What a shorter window may mend: too many samples for the server, too many bytes for us, too long for either. */
function isTooMuch({ code, detail }: TrivetError): boolean {
  if (code === "body-too-large" || code === "target-timeout") return true;
  if (code !== "history-refused") return false;
  return [413, 422, 503, 504].includes(Number(detail["status"]));
}
