// The collector of what a target answers over HTTP: its counters, from net/http/pprof or a page of them, and how many
// goroutines it has. Here its silence is noticed, and that another process answers.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import type { SeriesSource } from "../core/investigation/model.ts";
import {
  isSeriesName,
  seriesCatalogue,
} from "../core/investigation/series-catalogue.ts";
import { fetchCountersPage } from "./counters-page.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock } from "./ports/basics.ts";
import type { HttpFetcher, ProcessInspector } from "./ports/target.ts";
import type { CounterTrack } from "./watch-counters.ts";
import type { GapLog } from "./watch-gaps.ts";
import {
  fetchGoroutineCount,
  type GoroutineSource,
} from "./watch-goroutine-count.ts";
import type { TargetJournal } from "./watch-journal.ts";
import type { TargetLife } from "./watch-life.ts";
import type { PollLoops, WatchPaces } from "./watch-loops.ts";
import {
  fetchMemStats,
  momentOfReading,
  type MemStatsAnswer,
  type RequestOptions,
} from "./watch-memstats.ts";
import { pollTimeoutMs } from "./watch-pace.ts";

export interface HttpCollectorParts {
  readonly http: HttpFetcher;
  readonly processes: ProcessInspector | null;
  readonly clock: Clock;
  readonly journal: JournalWriter;
  readonly log: TargetJournal;
  readonly gaps: GapLog;
  readonly counters: CounterTrack;
  readonly loops: PollLoops;
  readonly paces: WatchPaces;
  readonly life: TargetLife;
}

export class HttpCollector {
  readonly #parts: HttpCollectorParts;
  #goroutineSource: GoroutineSource = "index";

  constructor(parts: HttpCollectorParts) {
    this.#parts = parts;
  }

  /** Reads MemStats once from net/http/pprof at `url`. */
  async collectMemStats(url: string): Promise<void> {
    await this.#collect((options) => fetchMemStats(this.#parts, url, options));
  }

  /** Reads a page of counters once. */
  async collectPage(url: string): Promise<void> {
    await this.#collect((options) => this.#readPage(url, options));
  }

  /** Reads the number of goroutines once from net/http/pprof at `url`. */
  async collectGoroutines(url: string): Promise<void> {
    const { http, clock, log, loops, life, paces } = this.#parts;
    // While the counters do not come, this would only queue up more requests.
    if (life.status !== "watching") return;
    const pace = paces.goroutines;
    const askedAt = clock.nowMillis();
    try {
      const { count, tookMs, bytes } = await fetchGoroutineCount(http, url, {
        source: this.#goroutineSource,
        timeoutMs: pollTimeoutMs(pace),
        signal: loops.signal,
      });
      pace.succeeded(tookMs);
      life.cost.addRequest(bytes);
      const at = { atMillis: askedAt + tookMs / 2, tookMs };
      log.sample("memstats", at, { goroutines: count });
    } catch (thrown) {
      if (loops.isStopping) return;
      life.cost.addRequest(0);
      pace.failed();
      const { code } = toTrivetError(thrown);
      if (code === "profile-not-served" || code === "not-go-pprof")
        this.#goroutineSource =
          this.#goroutineSource === "index" ? "dump" : "index";
    }
  }

  async #collect(
    read: (options: RequestOptions) => Promise<MemStatsAnswer>,
  ): Promise<void> {
    const { clock, loops, life, paces } = this.#parts;
    const pace = paces.memstats;
    const askedAt = clock.nowMillis();
    try {
      const answer = await read({
        timeoutMs: pollTimeoutMs(pace),
        signal: loops.signal,
      });
      const atMillis = momentOfReading(answer, pace.medianLatencyMs);
      pace.succeeded(answer.tookMs);
      life.cost.addRequest(answer.bytes);
      await this.#record({ ...answer, atMillis });
    } catch (thrown) {
      if (loops.isStopping) return;
      pace.failed();
      life.cost.addRequest(0);
      await this.#failed(toTrivetError(thrown), askedAt);
    }
  }

  /** The page's counters; what it says of the process besides goes on record where nobody nearer says it. */
  async #readPage(
    url: string,
    options: RequestOptions,
  ): Promise<MemStatsAnswer> {
    const { life, log } = this.#parts;
    const page = await fetchCountersPage(this.#parts, url, options);
    const bySource = new Map<SeriesSource, Record<string, number>>();
    for (const [name, value] of Object.entries(page.process)) {
      if (!isSeriesName(name)) continue;
      const { source } = seriesCatalogue[name];
      bySource.set(source, { ...bySource.get(source), [name]: value });
    }
    for (const [source, values] of bySource)
      if (source === "memstats" || life.target.pid === null)
        log.sample(source, page, values);
    return page;
  }

  async #record(answer: MemStatsAnswer): Promise<void> {
    const { reading, atMillis } = answer;
    const { counters, gaps, journal, life, log, loops, paces } = this.#parts;
    const fall = counters.describeFall(reading);
    if (life.isDead || fall !== null) {
      counters.reset();
      const timeoutMs = pollTimeoutMs(paces.memstats);
      await life.restarted(fall ?? "it answers again", timeoutMs);
    }
    if (loops.isStopping) return;
    const { values, cycles } = counters.accept(reading);
    log.sample("memstats", answer, values);
    if (cycles.length > 0) journal.append({ type: "gc", cycles });
    gaps.close("memstats", atMillis);
    life.answered();
  }

  async #failed(error: TrivetError, askedAt: number): Promise<void> {
    const { gaps, life, loops } = this.#parts;
    const reason = await this.#explain(error);
    if (loops.isStopping) return;
    gaps.open("memstats", askedAt, reason);
    life.missed(reason);
    // Nobody listens any more: look at once whether the process is gone.
    if (error.code !== "target-timeout") loops.wake("procfs");
  }

  /** A hang has a visible cause when something stopped the process. */
  async #explain(error: TrivetError): Promise<TrivetError> {
    const { life, processes } = this.#parts;
    const { pid } = life.target;
    if (error.code !== "target-timeout" || pid === null) return error;
    const process = await processes?.state(pid).catch(() => null);
    if (process?.state !== "T" && process?.state !== "t") return error;
    const tracer =
      process.tracerPid > 0 ? `, traced by process ${process.tracerPid}` : "";
    return new TrivetError(
      error.code,
      `${error.message}: process ${pid} is stopped${tracer}`,
      { cause: error, detail: { state: process.state } },
    );
  }
}
