// `tags`: how the total divides among the values of each label (printTags in internal/report, of Go 1.21 and later).

import { addExact, byMagnitude } from "../exact-integer.ts";
import { compareGoStrings } from "../go-text.ts";
import { neverStop, type Checkpoint } from "../profile.ts";
import { sampleLabels } from "../sample-labels.ts";
import { valueAt } from "../sample-type.ts";
import { percentage, scaledLabel } from "../units.ts";
import type { ExactInteger, SampleType } from "../views.ts";
import { valueFormat } from "./header.ts";
import type { ReportSubject } from "./subject.ts";

export interface TagsReport {
  readonly sampleType: SampleType;
  readonly total: ExactInteger;
  readonly tags: readonly {
    readonly key: string;
    readonly total: ExactInteger;
    readonly values: readonly {
      readonly value: string;
      readonly flat: ExactInteger;
    }[];
  }[];
}

export function buildTags(
  subject: ReportSubject,
  checkpoint: Checkpoint = neverStop,
): TagsReport {
  const { profile, typeIndex, labelUnits } = subject;
  const sums = new Map<string, Map<string, ExactInteger>>();
  const totals = new Map<string, ExactInteger>();
  const add = (key: string, text: string, value: ExactInteger): void => {
    const own = sums.get(key) ?? new Map<string, ExactInteger>();
    sums.set(key, own);
    own.set(text, addExact(own.get(text) ?? 0, value));
    totals.set(key, addExact(totals.get(key) ?? 0, value));
  };
  for (let sample = 0; sample < profile.samples.count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const value = valueAt(profile, sample, typeIndex);
    const { texts, numbers } = sampleLabels(profile, sample);
    for (const [key, values] of texts)
      for (const text of values) add(key, text, value);
    for (const [key, values] of numbers)
      for (const number of values)
        add(
          key,
          scaledLabel(number.value, labelUnits.get(key) ?? "", subject.unit),
          value,
        );
  }
  return {
    sampleType: subject.sampleType,
    total: subject.total,
    tags: [...sums.keys()].sort(compareGoStrings).map((key) => ({
      key,
      total: totals.get(key)!,
      values: [...sums.get(key)!]
        .map(([value, flat]) => ({ value, flat }))
        .sort(
          (a, b) =>
            byMagnitude(a.flat, b.flat) || compareGoStrings(a.value, b.value),
        ),
    })),
  };
}

/** The text of `go tool pprof -tags`. */
export function formatTags(subject: ReportSubject, report: TagsReport): string {
  const format = valueFormat(subject, subject.unit);
  const { total } = report;
  const share = (value: ExactInteger): string =>
    total > 0 ? ` (${percentage(value, total)})` : "";
  const blocks = report.tags.map(({ key, total: own, values }) => {
    const rows: readonly (readonly [string, string])[] = [
      [`${key}:`, ` Total ${format(own)} of ${format(total)}${share(own)}`],
    ];
    const valueRows = values.map(
      ({ value, flat }) =>
        [` `, `${format(flat)}${share(flat)}:`, ` ${value}`] as const,
    );
    return alignTags(rows, valueRows);
  });
  return blocks.map((block) => `${block}\n\n`).join("");
}

/** Go's tabwriter aligned right with a padding of one: a cell ends at a tab, the last one of a line is as it is. */
function alignTags(
  heads: readonly (readonly [string, string])[],
  rows: readonly (readonly [string, string, string])[],
): string {
  const first = Math.max(
    ...heads.map(([key]) => key.length),
    ...rows.map(([indent]) => indent.length),
  );
  const second = Math.max(0, ...rows.map(([, amount]) => amount.length));
  return [
    ...heads.map(([key, text]) => `${key.padStart(first + 1)}${text}`),
    ...rows.map(
      ([indent, amount, text]) =>
        `${indent.padStart(first + 1)}${amount.padStart(second + 1)}${text}`,
    ),
  ].join("\n");
}
