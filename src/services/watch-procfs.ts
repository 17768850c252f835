// The collector of what the kernel says of a target's process: memory and cgroup, its mappings, and that it has ended.

import { toTrivetError } from "../core/errors.ts";
import type { Clock } from "./ports/basics.ts";
import type { ProcessInspector } from "./ports/target.ts";
import type { GapLog } from "./watch-gaps.ts";
import type { TargetJournal } from "./watch-journal.ts";
import type { TargetLife } from "./watch-life.ts";
import type { PollLoops, WatchPaces } from "./watch-loops.ts";

export interface ProcfsCollectorParts {
  readonly processes: ProcessInspector;
  readonly clock: Clock;
  readonly log: TargetJournal;
  readonly gaps: GapLog;
  readonly loops: PollLoops;
  readonly paces: WatchPaces;
  readonly life: TargetLife;
}

/** A walk may take a thousandth of the time, as far as the longest period goes: a hundredth of what requests may. */
const mappingsShare = 100;

export class ProcfsCollector {
  readonly #parts: ProcfsCollectorParts;
  #wasStopped = false;

  constructor(parts: ProcfsCollectorParts) {
    this.#parts = parts;
  }

  /** False where its mappings cannot be walked. */
  get tellsMappings(): boolean {
    return this.#parts.processes.readMappings !== undefined;
  }

  /** Reads the process once. */
  async collect(): Promise<void> {
    const { clock, gaps, life, log, loops, processes } = this.#parts;
    const { process } = life;
    if (process === null) return;
    const askedAt = clock.nowMillis();
    const started = clock.monotonicMillis();
    try {
      const reading = await processes.read(process.pid, process.startTicks);
      if (loops.isStopping) return;
      const tookMs = clock.monotonicMillis() - started;
      const at = { atMillis: askedAt + tookMs / 2, tookMs };
      log.sample("procfs", at, reading.procfs);
      if (reading.cgroup !== null) log.sample("cgroup", at, reading.cgroup);
      gaps.close("procfs", at.atMillis);
      if (!life.isAsked) life.answered();
      await this.#noticeContinued(process.pid);
    } catch (thrown) {
      if (loops.isStopping) return;
      const error = toTrivetError(thrown);
      if (error.code === "pid-not-found" || error.code === "pid-reused")
        life.died(error, askedAt);
      else gaps.open("procfs", askedAt, error);
    }
  }

  /** Walks its mappings. The target cannot map memory meanwhile: seldom, and ever more seldom the longer it takes. */
  async collectMappings(): Promise<void> {
    const { clock, life, log, loops, paces, processes } = this.#parts;
    const { process } = life;
    if (process === null) return;
    const askedAt = clock.nowMillis();
    const started = clock.monotonicMillis();
    // That the process is gone or another user's is what `collect` says.
    const values = await processes
      .readMappings?.(process.pid, process.startTicks)
      .catch(() => null);
    if (values === null || values === undefined || loops.isStopping) return;
    const tookMs = clock.monotonicMillis() - started;
    paces.mappings.succeeded(tookMs * mappingsShare);
    const at = { atMillis: askedAt + tookMs / 2, tookMs };
    log.sample("procfs", at, values);
  }

  /** A process that was stopped and runs again is asked at once, not after the back-off. */
  async #noticeContinued(pid: number): Promise<void> {
    const { loops, paces, processes } = this.#parts;
    if (paces.memstats.failures === 0) {
      this.#wasStopped = false;
      return;
    }
    const state = (await processes.state(pid))?.state;
    const isStopped = state === "T" || state === "t";
    if (this.#wasStopped && !isStopped) loops.wake("memstats");
    this.#wasStopped = isStopped;
  }
}
