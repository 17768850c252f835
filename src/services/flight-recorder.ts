// The flight recorder of one target: a sampler many times a second beside it, profiles ever closer as its memory nears
// the limit, and when it dies the last minute and the cause on record. What is watched needs no code for it and pays
// nothing.

import { toTrivetError } from "../core/errors.ts";
import { findCause, type CauseOfDeath } from "../core/flight/cause-of-death.ts";
import { profileEveryMs, type FlightLevel } from "../core/flight/escalation.ts";
import {
  defaultRules,
  evaluateRules,
  type FlightRule,
  type FlightState,
} from "../core/flight/flight-rules.ts";
import {
  defaultPeriodMs,
  defaultWindowMs,
  type MemoryWord,
} from "../core/flight/flight-plan.ts";
import type { FlightSample } from "../core/flight/flight-ring.ts";
import { frozenEntries } from "../core/flight/frozen-samples.ts";
import { predictLimit, slopeSince } from "../core/flight/predict-limit.ts";
import type { Snapshot } from "../core/investigation/model.ts";
import type { CaptureRequest } from "./capture.ts";
import type { MemorySubject } from "./capture-memory.ts";
import { AgentRingReader } from "./agent-ring.ts";
import { alarmData, alarmText } from "./flight-alarm.ts";
import { RuleLog, type RuleLogRequest } from "./flight-rule-log.ts";
import { describeDeath, deathFacts } from "./flight-death.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";
import type {
  AgentRingFiles,
  FlightDeath,
  FlightSampler,
  FlightSamplers,
} from "./ports/flight-recorder.ts";
import { TargetJournal } from "./watch-journal.ts";

export interface FlightOptions {
  readonly periodMs?: number;
  readonly windowMs?: number;
  /** Where the ring lies while it is written; it is removed when the recorder stops. */
  readonly ringPath: string;
  /** When to look closer; default `defaultRules`. */
  readonly rules?: readonly FlightRule[];
  /** The log that the rules' patterns are looked for in. */
  readonly ruleLog?: RuleLogRequest;
}

export interface FlightParts {
  readonly samplers: FlightSamplers;
  /** Absent where the agent's ring is not looked for. */
  readonly agents?: AgentRingFiles | null | undefined;
  readonly journal: JournalWriter;
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly capturer: {
    take(request: CaptureRequest): Promise<Snapshot>;
  };
}

export interface FlightEnd {
  readonly death: FlightDeath;
  readonly cause: CauseOfDeath;
}

/** The whole ring is read for it: in calm times less often. */
const thinkEveryMs: Readonly<Record<FlightLevel, number>> = {
  calm: 500,
  watchful: 250,
  alarm: 250,
};
/** How long after the watch noticed a death the sampler may take to tell of it. */
const patienceMs = 3000;
/** How far back growth is measured. */
const growthMs = 10_000;
/** A rule that did not hold for so long has its alarm again. */
const quietMs = 60_000;

export class FlightRecorder {
  readonly #subject: MemorySubject;
  readonly #parts: FlightParts;
  readonly #options: FlightOptions;
  readonly #log: TargetJournal;
  readonly #stopping = new AbortController();
  readonly #agent: AgentRingReader | null;
  #sampler: FlightSampler | null = null;
  #thinking: Promise<void> = Promise.resolve();
  readonly #ruleLog: RuleLog | null;
  readonly #firedAtMillis = new Map<string, number>();
  #level: FlightLevel = "calm";
  #alarmProfiles = 0;
  #lastProfileMs = Number.NEGATIVE_INFINITY;
  #profileCostMs = 0;
  #isCapturing = false;
  #frozenUpTo = 0;

  constructor(
    subject: MemorySubject,
    options: FlightOptions,
    parts: FlightParts,
  ) {
    this.#subject = subject;
    this.#options = options;
    this.#parts = parts;
    this.#log = new TargetJournal(subject.target.id, parts);
    this.#ruleLog =
      options.ruleLog === undefined
        ? null
        : new RuleLog(options.ruleLog, parts.clock);
    this.#agent = parts.agents
      ? new AgentRingReader(subject.target, this.#log, {
          ...parts,
          files: parts.agents,
        })
      : null;
  }

  /** Begins to sample. False where the target is no process of this machine. Codes: disk-failed, internal. */
  async start(): Promise<boolean> {
    const { pid, startTicks } = this.#subject.target;
    if (pid === null || startTicks === null) return false;
    const {
      periodMs = defaultPeriodMs,
      windowMs = defaultWindowMs,
      ringPath,
    } = this.#options;
    const words = await this.#words();
    this.#sampler = await this.#parts.samplers.start({
      pid,
      startTicks,
      periodMs,
      windowMs,
      ringPath,
      words,
    });
    await this.#agent?.look();
    this.#thinking = this.#think(this.#sampler);
    return true;
  }

  /**
   * Puts the ring on record, and the cause of death where the target died (`hasEnded`). Null when it lives, or the sampler
   * saw no end.
   */
  async finish(hasEnded: boolean): Promise<FlightEnd | null> {
    const sampler = this.#sampler;
    if (sampler === null) return null;
    this.#stopping.abort();
    await this.#thinking;
    try {
      const death = hasEnded ? await this.#awaitDeath(sampler) : null;
      this.#freeze(await sampler.samples());
      await this.#agent?.freeze(this.#options.windowMs ?? defaultWindowMs);
      return death === null ? null : this.#tell(death);
    } catch (error) {
      this.#warn("what the flight recorder held is lost", error);
      return null;
    } finally {
      await this.#ruleLog?.close();
      await this.#agent?.close();
      await sampler.close();
    }
  }

  async #words(): Promise<readonly MemoryWord[]> {
    try {
      const runtime = await this.#subject.openRuntime?.();
      return runtime?.flightWords?.() ?? [];
    } catch {
      // That memory is not read, and why, is what the watch says; the rest is sampled all the same.
      return [];
    }
  }

  async #think(sampler: FlightSampler): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const restMs = thinkEveryMs[this.#level];
      await this.#parts.clock.sleep(restMs, signal).catch(() => {});
      if (signal.aborted) return;
      await this.#agent?.look();
      await this.#ruleLog?.look();
      try {
        this.#consider(await sampler.samples());
      } catch (error) {
        this.#warn("the flight recorder cannot be read", error);
        return;
      }
    }
  }

  #consider(samples: readonly FlightSample[]): void {
    const state = this.#stateOf(samples);
    if (state === null) return;
    const { rules = defaultRules } = this.#options;
    const { level, firing } = evaluateRules(rules, state);
    if (level !== "alarm") this.#alarmProfiles = 0;
    this.#level = level;
    for (const rule of firing)
      if (rule.level === "alarm") this.#tellAlarm(rule, state);
    this.#captureIfDue(level);
  }

  #stateOf(samples: readonly FlightSample[]): FlightState | null {
    const limitBytes = this.#limitBytes();
    const last = samples.at(-1);
    if (last === undefined) return null;
    const of =
      last.values.cgroupCurrent === undefined ? "rss" : "cgroupCurrent";
    const cache = of === "rss" ? 0 : (this.#newest("cgroupFile") ?? 0);
    const counted = samples.filter(({ values }) => values[of] !== undefined);
    const used = counted.map(({ values }) =>
      Math.max(0, (values[of] ?? 0) - cache),
    );
    const times = counted.map(({ atMillis }) => atMillis);
    const nowMillis = last.atMillis;
    return {
      nowMillis,
      usedBytes: used.at(-1) ?? 0,
      limitBytes,
      prediction:
        limitBytes === null ? null : predictLimit(times, used, limitBytes),
      bytesPerSecond: this.#hasGrowthRule
        ? slopeSince(times, used, nowMillis - growthMs)
        : null,
      goroutines: this.#newest("goroutines"),
      gcCpuShare: this.#newest("gcCpuFraction"),
      logged: this.#ruleLog?.seen() ?? new Set(),
    };
  }

  /** Once, and once more when it was quiet for a while: what swings about its bound is one alarm. */
  #tellAlarm(rule: FlightRule, state: FlightState): void {
    const last = this.#firedAtMillis.get(rule.name) ?? -Infinity;
    this.#firedAtMillis.set(rule.name, state.nowMillis);
    if (state.nowMillis - last < quietMs) return;
    this.#log.event("alarm", alarmText(rule, state), alarmData(rule, state));
  }

  #captureIfDue(level: FlightLevel): void {
    const every = profileEveryMs(
      level,
      this.#profileCostMs,
      this.#alarmProfiles,
    );
    const nowMs = this.#parts.clock.monotonicMillis();
    if (every === null || this.#isCapturing) return;
    if (nowMs - this.#lastProfileMs < every) return;
    this.#lastProfileMs = nowMs;
    this.#isCapturing = true;
    this.#alarmProfiles++;
    void this.#capture(nowMs).finally(() => {
      this.#isCapturing = false;
    });
  }

  /** Failures are on record already (`capture-failed`); the sampling goes on. */
  async #capture(startedMs: number): Promise<void> {
    const { capturer, clock } = this.#parts;
    const { signal } = this.#stopping;
    try {
      await capturer.take({
        kind: "heap",
        gc: false,
        fromMemory: true,
        signal,
      });
      this.#profileCostMs = clock.monotonicMillis() - startedMs;
    } catch (thrown) {
      // It was off when the program started: no later reading will find more.
      if (toTrivetError(thrown).code === "profile-empty")
        this.#lastProfileMs = Number.POSITIVE_INFINITY;
    }
  }

  async #awaitDeath(sampler: FlightSampler): Promise<FlightDeath | null> {
    const { clock } = this.#parts;
    return Promise.race([
      sampler.death,
      clock.sleep(patienceMs).then(() => null),
    ]);
  }

  #freeze(samples: readonly FlightSample[]): void {
    const targetId = this.#subject.target.id;
    for (const entry of frozenEntries(targetId, samples, this.#frozenUpTo))
      this.#parts.journal.append(entry);
    this.#frozenUpTo = samples.at(-1)?.number ?? this.#frozenUpTo;
  }

  #tell(death: FlightDeath): FlightEnd {
    const { journal, ids } = this.#parts;
    const { target } = this.#subject;
    const cause = findCause(death);
    journal.append({
      type: "event",
      event: {
        id: ids.next("event"),
        targetId: target.id,
        kind: "cause-of-death",
        atMillis: death.goneMillis,
        text: describeDeath(death, cause),
        data: deathFacts(death, cause, target.pid ?? 0),
      },
    });
    return { death, cause };
  }

  #limitBytes(): number | null {
    return this.#newest("cgroupLimit") ?? this.#subject.target.memoryLimitBytes;
  }

  get #hasGrowthRule(): boolean {
    const { rules = defaultRules } = this.#options;
    return rules.some(({ when }) => when.growth !== undefined);
  }

  #newest(
    name: "cgroupLimit" | "cgroupFile" | "goroutines" | "gcCpuFraction",
  ): number | null {
    const { model } = this.#parts.journal;
    return model.series(this.#subject.target.id, name)?.values.at(-1) ?? null;
  }

  #warn(what: string, thrown: unknown): void {
    const { code, message } = toTrivetError(thrown);
    if (code === "cancelled") return;
    this.#log.event("warning", `${what}: ${message}`, { code });
  }
}
