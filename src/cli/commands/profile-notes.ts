// What a table of `trivet profile` does not say by itself, and a reader would stumble over. For stderr.

import type { ReportSubject } from "../../core/pprof/report/subject.ts";
import type { TrendTable } from "../../core/pprof/views.ts";

const int64Limit = 2 ** 63;

/** `sources`: the files and URLs that the subject was read from. */
export function subjectNotes(
  { profile, typeIndex, total }: ReportSubject,
  sources: readonly string[],
): readonly string[] {
  const isDelta = sources.some((source) => /[?&]seconds=/.test(source));
  const isHeap = profile.sampleTypes.some(({ type }) => type === "inuse_space");
  return [
    ...(isDelta && isHeap && total === 0
      ? [
          "note: nothing changed: heap and allocs profiles are as of the last collection, and maybe none ended in these seconds; ask for more of them",
        ]
      : []),
    ...(sumOfMagnitudes(profile, typeIndex) >= int64Limit
      ? [
          "warning: the values add up to more than 64 bits hold: totals wrap around, as pprof's do, and mean nothing",
        ]
      : []),
  ];
}

function sumOfMagnitudes(
  { samples, sampleTypes }: ReportSubject["profile"],
  typeIndex: number,
): number {
  const { numbers, length } = samples.values;
  let sum = 0;
  for (let at = typeIndex; at < length; at += sampleTypes.length)
    sum += Math.abs(numbers[at]!);
  return sum;
}

/** Heap profiles change only when a collection ends: two of one collection say nothing about the time between them. */
export function trendNotes({
  times,
  rows,
  total,
}: TrendTable): readonly string[] {
  let equal = 0;
  for (let at = 1; at < times.length; at++)
    if ([total, ...rows].every(({ values }) => values[at] === values[at - 1]))
      equal++;
  const intervals = times.length - 1;
  return equal === 0
    ? []
    : [
        `note: in ${equal} of ${intervals} intervals nothing changed at all: heap profiles taken within one collection are the same`,
      ];
}
