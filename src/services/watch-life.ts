// Who a watched target is and how it fares: answering, silent, dead, and back as another process. All loops of the watch
// share it.

import { TrivetError } from "../core/errors.ts";
import type {
  TargetState,
  TargetStatus,
} from "../core/investigation/live-state.ts";
import type { Target } from "../core/investigation/model.ts";
import {
  describeIdentity,
  locateProcess,
  type LocatePorts,
} from "./connect-process.ts";
import { parseTargetAddress } from "./connect-url.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Disposable } from "./ports/basics.ts";
import { TargetCostMeter } from "./watch-cost.ts";
import type { GapLog } from "./watch-gaps.ts";
import type { TargetJournal } from "./watch-journal.ts";
import type { PollLoops } from "./watch-loops.ts";

export interface TargetLifeParts extends LocatePorts {
  readonly clock: Clock;
  readonly journal: JournalWriter;
  readonly log: TargetJournal;
  readonly gaps: GapLog;
  readonly loops: PollLoops;
  /** Its death is a gap of its memory too. */
  readonly readsMemory: boolean;
}

export class TargetLife {
  readonly cost = new TargetCostMeter(() => this.#notify());
  readonly #parts: TargetLifeParts;
  readonly #listeners = new Set<() => void>();
  #target: Target;
  #status: TargetStatus = "connecting";
  #problem: TrivetError | null = null;
  #connected = false;
  #dead = false;

  constructor(target: Target, parts: TargetLifeParts) {
    this.#target = target;
    this.#parts = parts;
  }

  /** As it is now: a restart changes its PID. */
  get target(): Target {
    return this.#target;
  }

  get state(): TargetState {
    return {
      target: this.#target,
      status: this.#status,
      cost: this.cost.value,
      problem:
        this.#problem === null
          ? null
          : { code: this.#problem.code, message: this.#problem.message },
    };
  }

  get status(): TargetStatus {
    return this.#status;
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** The process to look at; null while none is known, and when it has ended. */
  get process(): { readonly pid: number; readonly startTicks: number } | null {
    const { pid, startTicks } = this.#target;
    if (pid === null || startTicks === null || this.#dead) return null;
    return { pid, startTicks };
  }

  /** True when its counters come over HTTP. */
  get isAsked(): boolean {
    const { url, countersUrl } = this.#target;
    return url !== null || countersUrl !== undefined;
  }

  /** Called after every change of `state`. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Puts the target as it is now on record. */
  record(): void {
    this.#parts.journal.append({ type: "target", target: this.#target });
  }

  markProduction(isProduction: boolean): void {
    if ((this.#target.isProduction ?? false) === isProduction) return;
    this.#target = { ...this.#target, isProduction };
    this.record();
    this.#notify();
  }

  /** It was read. */
  answered(): void {
    if (!this.#connected) {
      this.#connected = true;
      this.#parts.log.event("connected", `watching ${this.#target.label}`, {
        url: this.#target.url ?? "",
        pid: this.#target.pid ?? 0,
      });
    }
    this.#setState("watching", null);
  }

  /** It was asked, in vain. */
  missed(reason: TrivetError): void {
    if (!this.#dead) this.#setState("gap", reason);
  }

  died(why: TrivetError, askedAt: number): void {
    if (this.#dead) return;
    this.#dead = true;
    const { log, gaps, readsMemory } = this.#parts;
    const reason = new TrivetError(
      "target-died",
      `${this.#target.label}: ${why.message}`,
      { cause: why },
    );
    log.event("died", reason.message, {
      pid: this.#target.pid ?? 0,
      code: why.code,
    });
    gaps.open("procfs", askedAt, reason);
    gaps.open("memstats", askedAt, reason);
    if (readsMemory) gaps.open("memory", askedAt, reason);
    this.#setState("ended", reason);
  }

  /** Another process answers at the URL: finds out which. */
  async restarted(how: string, timeoutMs: number): Promise<void> {
    const before = this.#target;
    const { clock, log, loops } = this.#parts;
    if (before.url === null) {
      log.event("restarted", `${before.label} was restarted: ${how}`, {
        pidBefore: before.pid ?? 0,
        pid: before.pid ?? 0,
      });
      return;
    }
    if (before.pid !== null && !this.#dead)
      this.died(
        new TrivetError("pid-not-found", `process ${before.pid} was replaced`),
        clock.nowMillis(),
      );
    const located = await locateProcess(
      {
        baseUrl: before.url,
        address: parseTargetAddress(before.url),
        pid: null,
        timeoutMs,
        signal: loops.signal,
      },
      this.#parts,
    ).catch(() => null);
    if (loops.isStopping) return;
    this.#target = {
      ...before,
      ...describeIdentity(located?.identity ?? null),
      memoryLimitBytes: located?.memoryLimitBytes ?? null,
    };
    this.#dead = false;
    this.record();
    log.event("restarted", `${before.label} was restarted: ${how}`, {
      pidBefore: before.pid ?? 0,
      pid: this.#target.pid ?? 0,
    });
    loops.wake("procfs");
  }

  /** It is watched no more. */
  left(): void {
    this.#parts.log.event(
      "disconnected",
      `stopped watching ${this.#target.label}`,
    );
    this.#setState(this.#dead ? "ended" : this.#status, this.#problem);
    this.#listeners.clear();
  }

  #setState(status: TargetStatus, problem: TrivetError | null): void {
    this.#status = status;
    this.#problem = problem;
    this.#notify();
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
