// An alarm in words for the journal and the command line, and as facts.

import type { FlightRule, FlightState } from "../core/flight/flight-rules.ts";
import { formatBytes, formatDuration } from "../core/format/quantity.ts";

/** One line, English: the journal's. */
export function alarmText(rule: FlightRule, state: FlightState): string {
  const reasons = reasonsOf(rule, state).join("; ");
  // The words of the rule that always holds need no name.
  return rule.when.limitWithinMs === undefined
    ? `${rule.name}: ${reasons}`
    : reasons;
}

function reasonsOf(
  { when }: FlightRule,
  state: FlightState,
): readonly string[] {
  const { usedBytes, bytesPerSecond, goroutines, gcCpuShare } = state;
  const reasons: string[] = [];
  if (when.limitWithinMs !== undefined) reasons.push(aheadText(state));
  if (when.ofLimit !== undefined || when.memory !== undefined)
    reasons.push(`${formatBytes(usedBytes)} in use`);
  if (when.growth !== undefined)
    reasons.push(`${formatBytes(bytesPerSecond ?? 0)} more a second`);
  if (when.goroutines !== undefined) reasons.push(`${goroutines} goroutines`);
  if (when.gcCpu !== undefined)
    reasons.push(
      `the collector takes ${Math.round((gcCpuShare ?? 0) * 100)} % of its CPU time`,
    );
  if (when.log !== undefined) reasons.push(`the log has ${when.log}`);
  return reasons;
}

function aheadText({ prediction, nowMillis }: FlightState): string {
  if (prediction === null) return "memory nears its limit";
  const { earliestMillis, latestMillis, headroomBytes, bytesPerSecond } =
    prediction;
  const inMs = (at: number): string =>
    formatDuration(Math.max(0, Math.round((at - nowMillis) / 100) * 100));
  const range =
    latestMillis === null
      ? `in ${inMs(earliestMillis)} or later`
      : `in ${inMs(earliestMillis)} to ${inMs(latestMillis)}`;
  return `memory meets its limit ${range}: ${formatBytes(headroomBytes)} left, ${formatBytes(bytesPerSecond.rate)} a second`;
}

/** What the event carries; -1 for what is not known. */
export function alarmData(
  rule: FlightRule,
  { prediction, usedBytes }: FlightState,
): Readonly<Record<string, string | number | boolean>> {
  return {
    rule: rule.name,
    usedBytes,
    atMillis: prediction?.atMillis ?? -1,
    earliestMillis: prediction?.earliestMillis ?? -1,
    latestMillis: prediction?.latestMillis ?? -1,
    headroomBytes: prediction?.headroomBytes ?? -1,
    bytesPerSecond: prediction?.bytesPerSecond.rate ?? -1,
  };
}
