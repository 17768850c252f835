// When the flight recorder looks closer: rules over what is known of a target at one moment. They are data, so that they
// can be reviewed and shared; docs/flight-rules.md has the file that they come from.

import type { FlightLevel } from "./escalation.ts";
import type { LimitPrediction } from "./predict-limit.ts";

/** All conditions of a rule must hold, and it has at least one. */
export interface RuleConditions {
  /** Memory is predicted to meet its limit within so many milliseconds. */
  readonly limitWithinMs?: number;
  /** Of the limit in use, 0 to 1. */
  readonly ofLimit?: number;
  /** Bytes in use. */
  readonly memory?: number;
  /** Bytes a second by which memory grows. */
  readonly growth?: number;
  readonly goroutines?: number;
  /** Of the CPU time that the program had, 0 to 1. */
  readonly gcCpu?: number;
  /** RE2; a line of the log had it in the last minute. */
  readonly log?: string;
}

export interface FlightRule {
  readonly name: string;
  readonly level: Exclude<FlightLevel, "calm">;
  readonly when: RuleConditions;
}

/** Null: not known now, and then no rule about it holds. */
export interface FlightState {
  readonly nowMillis: number;
  readonly usedBytes: number;
  readonly limitBytes: number | null;
  readonly prediction: LimitPrediction | null;
  readonly bytesPerSecond: number | null;
  readonly goroutines: number | null;
  readonly gcCpuShare: number | null;
  /** Patterns that the log had in the last minute. */
  readonly logged: ReadonlySet<string>;
}

export const defaultRules: readonly FlightRule[] = [
  {
    name: "limit ahead",
    level: "alarm",
    when: { limitWithinMs: 30_000 },
  },
  { name: "most of the limit", level: "watchful", when: { ofLimit: 0.7 } },
];

export interface RulesVerdict {
  readonly level: FlightLevel;
  readonly firing: readonly FlightRule[];
}

export function evaluateRules(
  rules: readonly FlightRule[],
  state: FlightState,
): RulesVerdict {
  const firing = rules.filter(({ when }) => holds(when, state));
  const has = (level: FlightLevel): boolean =>
    firing.some((rule) => rule.level === level);
  return {
    level: has("alarm") ? "alarm" : has("watchful") ? "watchful" : "calm",
    firing,
  };
}

function holds(when: RuleConditions, state: FlightState): boolean {
  const { prediction, nowMillis, limitBytes, usedBytes, logged } = state;
  const aheadMs = prediction === null ? null : prediction.atMillis - nowMillis;
  const share = limitBytes === null ? null : usedBytes / limitBytes;
  const { limitWithinMs, log } = when;
  const isAhead =
    limitWithinMs === undefined ||
    (aheadMs !== null && aheadMs <= limitWithinMs);
  return (
    isAhead &&
    reaches(share, when.ofLimit) &&
    reaches(usedBytes, when.memory) &&
    reaches(state.bytesPerSecond, when.growth) &&
    reaches(state.goroutines, when.goroutines) &&
    reaches(state.gcCpuShare, when.gcCpu) &&
    (log === undefined || logged.has(log))
  );
}

function reaches(value: number | null, bound: number | undefined): boolean {
  return bound === undefined || (value !== null && value >= bound);
}
