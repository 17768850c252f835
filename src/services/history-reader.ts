// One window of the history of known processes: every sample that the server has, or one a step, at the moments at which
// they were scraped.

import {
  rowsByProcess,
  type HistoryRow,
} from "../core/memstats/history-rows.ts";
import {
  processKey,
  selectorOf,
} from "../core/memstats/prometheus-selector.ts";
import type { KnownProcesses } from "./history-processes.ts";
import type { HistoryRequest } from "./history-request.ts";
import type {
  MatrixAnswer,
  PrometheusServer,
  Span,
} from "./prometheus-server.ts";

export interface HistoryWindow {
  /** By `processKey`, ascending. */
  readonly rows: ReadonlyMap<string, readonly HistoryRow[]>;
  /** Of the answer with the samples. */
  readonly bytes: number;
}

const mostWarnings = 20;

export class HistoryReader {
  /** Of all answers so far, those included that failed later on. */
  bytes = 0;
  readonly #server: PrometheusServer;
  readonly #request: HistoryRequest;
  readonly #known: KnownProcesses;
  readonly #warnings = new Set<string>();

  constructor(
    server: PrometheusServer,
    known: KnownProcesses,
    request: HistoryRequest,
  ) {
    this.#server = server;
    this.#request = request;
    this.#known = known;
    this.#warn(known.warnings);
  }

  /** The server's words about partial answers, each once. */
  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  /** Codes: the server's. */
  async read(span: Span): Promise<HistoryWindow> {
    const { match, stepMs } = this.#request;
    const selector = selectorOf(match, this.#known.metrics);
    return stepMs === null
      ? this.#samples(selector, span)
      : this.#steps(selector, span, stepMs);
  }

  async #samples(selector: string, span: Span): Promise<HistoryWindow> {
    const answer = await this.#server.samples(selector, span);
    this.#count(answer);
    const rows = mapRows(answer, (_key, own) =>
      own.filter(({ atMillis }) => atMillis >= span.fromMillis),
    );
    return { rows, bytes: answer.bytes };
  }

  async #steps(
    selector: string,
    span: Span,
    stepMs: number,
  ): Promise<HistoryWindow> {
    const answer = await this.#server.steps(selector, span, stepMs);
    this.#count(answer);
    const moments = await this.#momentsOf(span, stepMs);
    const rows = mapRows(answer, (key, own) =>
      own.map(({ atMillis, metrics }) => ({
        atMillis: moments.get(key)?.get(atMillis) ?? atMillis,
        metrics,
      })),
    );
    return { rows, bytes: answer.bytes };
  }

  /**
   * A step's value is the newest sample before it, up to minutes old: when each was scraped, by process and step. All
   * metrics of a scrape share its moment, so that one that every process has tells it.
   */
  async #momentsOf(
    span: Span,
    stepMs: number,
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
    const { metrics, labels } = this.#known;
    const witness = metrics.find(
      (metric) =>
        metric.startsWith("go_") &&
        [...labels.values()].every((of) =>
          of.some((own) => own["__name__"] === metric),
        ),
    );
    if (witness === undefined) return new Map();
    const answer = await this.#server.steps(
      `timestamp(${selectorOf(this.#request.match, [witness])})`,
      span,
      stepMs,
    );
    this.#count(answer);
    return new Map(
      answer.data.map(({ labels: own, times, values }) => [
        processKey(own),
        new Map(
          [...times].map((at, index) => [
            at,
            Math.round((values[index] ?? 0) * 1000),
          ]),
        ),
      ]),
    );
  }

  #count({ warnings, bytes }: MatrixAnswer): void {
    this.#warn(warnings);
    this.bytes += bytes;
  }

  #warn(words: readonly string[]): void {
    for (const said of words)
      if (this.#warnings.size < mostWarnings) this.#warnings.add(said);
  }
}

function mapRows(
  { data }: MatrixAnswer,
  change: (key: string, rows: readonly HistoryRow[]) => readonly HistoryRow[],
): ReadonlyMap<string, readonly HistoryRow[]> {
  return new Map(
    [...rowsByProcess(data)].map(([key, rows]) => [key, change(key, rows)]),
  );
}
