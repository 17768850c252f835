// `traces`: every sample with its labels and its stack, leaf first (printTraces in internal/report).

import { meanOf } from "../exact-integer.ts";
import { buildFrameNodes, printableName } from "../frame-nodes.ts";
import { compareGoStrings } from "../go-text.ts";
import { neverStop, type Checkpoint } from "../profile.ts";
import { sampleLabels } from "../sample-labels.ts";
import { valueAt } from "../sample-type.ts";
import { scaledLabel } from "../units.ts";
import type { ExactInteger, Granularity, SampleType } from "../views.ts";
import { profileLabels, valueFormat } from "./header.ts";
import type { ReportSubject } from "./subject.ts";

export interface Trace {
  readonly value: ExactInteger;
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Amounts with their units as text, by key. */
  readonly numericLabels: Readonly<Record<string, readonly string[]>>;
  /** Leaf first. */
  readonly frames: readonly {
    readonly name: string;
    readonly inline: boolean;
  }[];
}

export interface TracesReport {
  readonly sampleType: SampleType;
  readonly total: ExactInteger;
  readonly traces: readonly Trace[];
}

export function buildTraces(
  subject: ReportSubject,
  granularity: Granularity,
  noInlines: boolean,
  checkpoint: Checkpoint = neverStop,
): TracesReport {
  const { profile, typeIndex, labelUnits } = subject;
  const table = buildFrameNodes(profile, granularity, noInlines);
  const names = table.nodes.map((node) => printableName(node));
  const { samples } = profile;
  const traces: Trace[] = [];
  for (let sample = 0; sample < samples.count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const frames: { name: string; inline: boolean }[] = [];
    const end = samples.stackStart[sample + 1]!;
    for (let at = samples.stackStart[sample]!; at < end; at++) {
      const location = samples.stack[at]!;
      const last = table.frameStart[location + 1]!;
      for (let frame = table.frameStart[location]!; frame < last; frame++)
        frames.push({
          name: names[table.frames[frame]!]!,
          inline: table.inlined[frame] === 1,
        });
    }
    if (frames.length === 0) continue;
    const { texts, numbers } = sampleLabels(profile, sample);
    traces.push({
      value: meanOf(
        valueAt(profile, sample, typeIndex),
        subject.mean === true ? valueAt(profile, sample, 0) : 0,
      ),
      labels: Object.fromEntries(texts),
      numericLabels: Object.fromEntries(
        [...numbers].map(([key, values]) => [
          key,
          values.map(({ value }) =>
            scaledLabel(value, labelUnits.get(key) ?? "", "auto"),
          ),
        ]),
      ),
      frames,
    });
  }
  return { sampleType: subject.sampleType, total: subject.total, traces };
}

const separator =
  "-----------+-------------------------------------------------------";

/** The text of `go tool pprof -traces`. */
export function formatTraces(
  subject: ReportSubject,
  report: TracesReport,
): string {
  const format = valueFormat(subject, subject.unit);
  const lines = [...profileLabels(subject, format)];
  const labelLines = (labels: Trace["labels"]): readonly string[] =>
    Object.entries(labels)
      .map(([key, values]) => `${key.padStart(10)}:  ${values.join(" ")}`)
      .sort(compareGoStrings);
  for (const trace of report.traces) {
    // Line by line: a call takes no more than some 100 000 arguments, and a stack may have more frames.
    lines.push(separator);
    for (const line of labelLines(trace.labels)) lines.push(line);
    for (const line of labelLines(trace.numericLabels)) lines.push(line);
    for (const [index, { name, inline }] of trace.frames.entries())
      lines.push(
        `${(index === 0 ? format(trace.value) : "").padStart(10)}   ${name}${inline ? " (inline)" : ""}`,
      );
  }
  lines.push(separator);
  // pprof prints an empty line where there is no header.
  return `${profileLabels(subject, format).length === 0 ? "\n" : ""}${lines.join("\n")}\n`;
}
