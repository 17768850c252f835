// The collector of what a target logs: collections and the scavenger (GODEBUG=gctrace=1, scavtrace=1), MemStats that the
// program prints, and what a user's pattern finds. A line is dated by when it was seen; a collection by its own clock,
// once a line that came at once has told when the program started.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import {
  parseGcTrace,
  type GcTraceLine,
} from "../core/gctrace/parse-gctrace.ts";
import { valuesOfGroups } from "../core/logs/pattern-values.ts";
import { LineSplitter } from "../core/logs/line-splitter.ts";
import { parseMemStatsLine } from "../core/memstats/parse-memstats-line.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock } from "./ports/basics.ts";
import type { LogFiles, LogFollower, LogPattern } from "./ports/target.ts";
import type { GapLog } from "./watch-gaps.ts";
import type { TargetJournal } from "./watch-journal.ts";

export interface LogRequest {
  readonly path: string;
  readonly pattern?: {
    readonly match: LogPattern;
    /** Series by the pattern's groups. */
    readonly series: ReadonlyMap<string, string>;
  };
}

export interface LogCollectorParts {
  readonly files: LogFiles;
  readonly clock: Clock;
  readonly journal: JournalWriter;
  readonly log: TargetJournal;
  readonly gaps: GapLog;
  readonly targetId: string;
}

/** With four looks a second, 16 MB/s are read; of a faster log the newest. */
const maxBytes = 4 << 20;
/** A program that floods its log must not flood the recording: samples of one look are thinned to their last. */
const maxSamplesPerLook = 100;

export class LogCollector {
  readonly #parts: LogCollectorParts;
  readonly #request: LogRequest;
  readonly #splitter = new LineSplitter();
  #follower: LogFollower | null = null;
  #startedMillis = Infinity;
  #lastGc = 0;

  constructor(request: LogRequest, parts: LogCollectorParts) {
    this.#request = request;
    this.#parts = parts;
  }

  /** `fallback`: nothing else tells the target's MemStats, so that what its log says of them is taken. */
  async collect(fallback: boolean): Promise<void> {
    const { clock, gaps, files } = this.#parts;
    const seenAt = clock.nowMillis();
    try {
      this.#follower ??= await files.follow(this.#request.path);
      const growth = await this.#follower.read(maxBytes);
      if (growth.isFresh) this.#splitter.forget({ inMiddle: false });
      if (growth.skippedBytes > 0) this.#splitter.forget({ inMiddle: true });
      this.#noticeSkipped(growth.skippedBytes, seenAt);
      const lines = this.#splitter.push(growth.bytes);
      this.#take(lines, seenAt, fallback);
    } catch (thrown) {
      gaps.open("logs", seenAt, toTrivetError(thrown));
    }
  }

  async close(): Promise<void> {
    const follower = this.#follower;
    this.#follower = null;
    await follower?.close();
  }

  /** A gap while it grows faster than it is read, and only then. */
  #noticeSkipped(bytes: number, at: number): void {
    const { gaps } = this.#parts;
    if (bytes > 0)
      gaps.open(
        "logs",
        at,
        new TrivetError(
          "body-too-large",
          `${this.#request.path} grows faster than it is read: ${bytes} bytes at once were left out`,
        ),
      );
    else gaps.close("logs", at);
  }

  #take(lines: readonly string[], seenAt: number, fallback: boolean): void {
    let samples = 0;
    // From the newest: of a flood only the last are kept.
    const kept: (() => void)[] = [];
    for (const line of lines.toReversed()) {
      if (samples >= maxSamplesPerLook) break;
      const write = this.#read(line, seenAt, fallback);
      if (write === null) continue;
      samples++;
      kept.push(write);
    }
    for (const write of kept.toReversed()) write();
  }

  /** What a line says, as the act of writing it; null when it says nothing. */
  #read(line: string, seenAt: number, fallback: boolean): (() => void) | null {
    const { log } = this.#parts;
    const at = { atMillis: seenAt, tookMs: 0 };
    const traced = parseGcTrace(line);
    if (traced?.kind === "gc")
      return () => this.#writeCycle(traced, seenAt, fallback);
    if (traced?.kind === "scavenge")
      return () =>
        log.sample("logs", at, {
          scavengeReleased: traced.released,
          scavengeUtilization: traced.utilization,
        });
    const values = fallback ? this.#memstatsOf(line) : null;
    if (values === null) return null;
    return () => {
      this.#parts.gaps.close("memstats", seenAt);
      log.sample("memstats", at, values);
    };
  }

  #memstatsOf(line: string): Readonly<Record<string, number>> | null {
    const { pattern } = this.#request;
    const matched = pattern?.match(line) ?? null;
    if (pattern === undefined || matched === null)
      return parseMemStatsLine(line)?.values ?? null;
    const values = valuesOfGroups(pattern.series, matched);
    return Object.keys(values).length > 0 ? values : null;
  }

  #writeCycle(line: GcTraceLine, seenAt: number, fallback: boolean): void {
    const { log, journal, targetId } = this.#parts;
    const tookMs = (line.pauseNs + line.markNs) / 1e6;
    const endSinceStart = line.atSeconds * 1000 + tookMs;
    // Another process writes here now: its collections begin again.
    if (line.number <= this.#lastGc) this.#startedMillis = Infinity;
    this.#lastGc = line.number;
    // The line cannot have been seen before it was written.
    this.#startedMillis = Math.min(this.#startedMillis, seenAt - endSinceStart);
    const endMillis = this.#startedMillis + endSinceStart;
    log.sample(
      "logs",
      { atMillis: endMillis, tookMs: 0 },
      {
        traceHeapAtStart: line.heapAtStart,
        traceHeapAtEnd: line.heapAtEnd,
        traceHeapMarked: line.heapMarked,
        traceGoal: line.goal,
        tracePauseNs: line.pauseNs,
        traceMarkNs: line.markNs,
        traceCpuShare: line.cpuShare,
        ...(line.stacks === null ? {} : { traceStacks: line.stacks }),
        ...(line.globals === null ? {} : { traceGlobals: line.globals }),
      },
    );
    if (!fallback) return;
    const { number, pauseNs } = line;
    journal.append({
      type: "gc",
      cycles: [{ targetId, number, endMillis, pauseNs }],
    });
  }
}
