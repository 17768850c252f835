// `tags`: how the total divides among the values of each label (printTags in internal/report, of Go 1.21 and later).

import { addExact, byMagnitude } from "../exact-integer.ts";
import { tagRangeFilter, tagTextFilter } from "../filter/tag-filter-text.ts";
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
      /** The tag filter that leaves the samples with this value. */
      readonly focus: string;
    }[];
  }[];
}

/** What has one text, and, of numbers, between which of them: a text such as `1.50MB` stands for many. */
interface TagSum {
  flat: ExactInteger;
  range: {
    readonly low: ExactInteger;
    readonly high: ExactInteger;
  } | null;
}

export function buildTags(
  subject: ReportSubject,
  checkpoint: Checkpoint = neverStop,
): TagsReport {
  const { profile, typeIndex, labelUnits } = subject;
  const sums = new Map<string, Map<string, TagSum>>();
  const totals = new Map<string, ExactInteger>();
  const add = (
    key: string,
    text: string,
    value: ExactInteger,
    number: ExactInteger | null,
  ): void => {
    const own = sums.get(key) ?? new Map<string, TagSum>();
    sums.set(key, own);
    const sum = own.get(text) ?? { flat: 0, range: null };
    own.set(text, sum);
    sum.flat = addExact(sum.flat, value);
    if (number !== null) sum.range = widened(sum.range, number);
    totals.set(key, addExact(totals.get(key) ?? 0, value));
  };
  for (let sample = 0; sample < profile.samples.count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const value = valueAt(profile, sample, typeIndex);
    const { texts, numbers } = sampleLabels(profile, sample);
    for (const [key, values] of texts)
      for (const text of values) add(key, text, value, null);
    for (const [key, values] of numbers)
      for (const number of values)
        add(
          key,
          scaledLabel(number.value, labelUnits.get(key) ?? "", subject.unit),
          value,
          number.value,
        );
  }
  return {
    sampleType: subject.sampleType,
    total: subject.total,
    tags: [...sums.keys()].sort(compareGoStrings).map((key) => ({
      key,
      total: totals.get(key)!,
      values: [...sums.get(key)!]
        .map(([value, { flat, range }]) => ({
          value,
          flat,
          focus:
            range === null
              ? tagTextFilter(key, value)
              : tagRangeFilter(key, range, labelUnits.get(key) ?? ""),
        }))
        .sort(
          (a, b) =>
            byMagnitude(a.flat, b.flat) || compareGoStrings(a.value, b.value),
        ),
    })),
  };
}

function widened(
  range: TagSum["range"],
  number: ExactInteger,
): NonNullable<TagSum["range"]> {
  if (range === null) return { low: number, high: number };
  return {
    low: number < range.low ? number : range.low,
    high: number > range.high ? number : range.high,
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
  const widest = (cells: readonly string[]): number =>
    cells.reduce((width, cell) => Math.max(width, cell.length), 0);
  const first = widest([...heads, ...rows].map(([cell]) => cell));
  const second = widest(rows.map(([, amount]) => amount));
  return [
    ...heads.map(([key, text]) => `${key.padStart(first + 1)}${text}`),
    ...rows.map(
      ([indent, amount, text]) =>
        `${indent.padStart(first + 1)}${amount.padStart(second + 1)}${text}`,
    ),
  ].join("\n");
}
