// The lines above pprof's text reports, and the unit that a report is in (ProfileLabels, reportLabels and
// selectOutputUnit in internal/report). Times are in UTC, so that two people see the same text.

import { addExact, fractionOf, magnitude } from "../exact-integer.ts";
import { baseName } from "../go-text.ts";
import { percentage, scaledLabel, scaleToUnit } from "../units.ts";
import type { ExactInteger } from "../views.ts";
import { cumOf, flatOf, type GraphNode } from "./call-graph.ts";
import type { ReportSubject } from "./subject.ts";
import type { TrimmedGraph, TrimOptions } from "./trim-graph.ts";

export type FormatValue = (value: ExactInteger) => string;

/** Amounts as text; `unit` is one that `chooseUnit` answered, or the subject's own. */
export function valueFormat(subject: ReportSubject, unit: string): FormatValue {
  return (value) => scaledLabel(value, subject.sampleType.unit, unit);
}

/** `minimum` as the unit that suits the smallest node; anything else as it is. */
export function chooseUnit(
  subject: ReportSubject,
  nodes: readonly GraphNode[],
  wholeNumbers = false,
): string {
  if (subject.unit !== "minimum" || nodes.length === 0) return subject.unit;
  let smallest: ExactInteger = 0;
  for (const node of nodes) {
    const flat = magnitude(flatOf(node));
    const own = flat === 0 ? magnitude(cumOf(node)) : flat;
    if (own > 0 && (smallest === 0 || own < smallest)) smallest = own;
  }
  const largest = subject.total;
  if (smallest === 0) smallest = largest;
  const { unit: from } = subject.sampleType;
  const unitFor = (value: ExactInteger): string =>
    scaleToUnit(value, from, "minimum").unit;
  const hundredfold = Number(smallest) * 100;
  const chosen =
    unitFor(smallest) !== unitFor(largest) &&
    hundredfold < largest &&
    !wholeNumbers
      ? unitFor(hundredfold)
      : unitFor(smallest);
  return chosen === "" ? from : chosen;
}

/** `format` is that of the report, before or after its unit was chosen. */
export function profileLabels(
  subject: ReportSubject,
  format: FormatValue,
): readonly string[] {
  const { profile, sampleType, total } = subject;
  const main = profile.mappings[0];
  const labels: string[] = [];
  if (main !== undefined && main.file !== "")
    labels.push(`File: ${baseName(main.file)}`);
  if (main !== undefined && main.buildId !== "")
    labels.push(`Build ID: ${main.buildId}`);
  for (const comment of profile.comments)
    if (!comment.startsWith("#")) labels.push(comment);
  if (sampleType.type !== "") labels.push(`Type: ${sampleType.type}`);
  if (profile.docUrl !== "") labels.push(`Doc: ${profile.docUrl}`);
  if (profile.timeNanos !== 0n)
    labels.push(`Time: ${utcTime(profile.timeNanos)}`);
  if (profile.durationNanos !== 0) {
    const inNanos = scaleToUnit(total, sampleType.unit, "nanoseconds");
    const share =
      inNanos.unit === "ns" && inNanos.value !== 0
        ? `(${percentage(Math.trunc(inNanos.value), profile.durationNanos)})`
        : "";
    labels.push(
      `Duration: ${scaledLabel(profile.durationNanos, "nanoseconds", "auto")}, Total samples = ${format(total)} ${share}`,
    );
  }
  return labels;
}

/** `2026-11-23 01:15:07 UTC`. */
export function utcTime(nanos: bigint): string {
  const seconds = nanos / 1_000_000_000n;
  const text = new Date(Number(seconds) * 1000).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}

export function reportLabels(
  subject: ReportSubject,
  graph: TrimmedGraph,
  options: TrimOptions,
  format: FormatValue,
): readonly string[] {
  const { total, activeFilters } = subject;
  const shown = graph.nodes.reduce<ExactInteger>(
    (sum, node) => addExact(sum, flatOf(node)),
    0,
  );
  // A drawing always has them all.
  const compact = subject.compactLabels === true && options.visual !== true;
  const labels = compact ? [] : [...profileLabels(subject, format)];
  if (activeFilters.length > 0)
    labels.push(
      "Active filters:",
      ...activeFilters.map((text) => `   ${shortened(text)}`),
    );
  labels.push(
    `Showing nodes accounting for ${format(shown)}, ${percentage(shown, total).trim()} of ${format(total)} total`,
  );
  if (total === 0) return labels;
  const dropped = (count: number, what: string, measure: string, of: number) =>
    `Dropped ${count} ${what}${count > 1 ? "s" : ""} (${measure} <= ${format(Math.abs(fractionOf(total, of)))})`;
  if (graph.droppedNodes > 0)
    labels.push(
      dropped(graph.droppedNodes, "node", "cum", options.nodeFraction),
    );
  if (options.visual === true && graph.droppedEdges > 0)
    labels.push(
      dropped(graph.droppedEdges, "edge", "freq", options.edgeFraction),
    );
  if (graph.nodes.length > 0 && graph.nodes.length < graph.nodesBeforeCount)
    labels.push(
      `Showing top ${graph.nodes.length} nodes out of ${graph.nodesBeforeCount}`,
    );
  return labels;
}

/** pprof cuts at 80 bytes, wherever that is. */
function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
