// Profiles are not changed in place: a filter answers a new one that shares every column it did not touch.

import { int64At, Int64ColumnBuilder } from "./int64-column.ts";
import type { Profile } from "./profile.ts";
import { Uint32Column } from "./uint32-column.ts";

/** The range of a sample's places in the stack column; null = the sample is left out. */
export type StackRange = { readonly from: number; readonly to: number } | null;

/** Keeps the lines that the function answers, as indexes and in their order, of each location. */
export function withLines(
  profile: Profile,
  linesOf: (location: number, start: number, end: number) => readonly number[],
): Profile {
  const { locations, lines } = profile;
  const lineStart = new Uint32Array(locations.count);
  const lineCount = new Uint32Array(locations.count);
  const kept = new Uint32Column(lines.function.length + 1);
  for (let location = 0; location < locations.count; location++) {
    const start = locations.lineStart[location]!;
    const own = linesOf(
      location,
      start,
      start + locations.lineCount[location]!,
    );
    lineStart[location] = kept.length;
    lineCount[location] = own.length;
    for (const line of own) kept.push(line);
  }
  const indexes = kept.build();
  return {
    ...profile,
    locations: { ...locations, lineStart, lineCount },
    lines: {
      function: indexes.map((line) => lines.function[line]!),
      line: Float64Array.from(indexes, (line) => lines.line[line]!),
      column: Float64Array.from(indexes, (line) => lines.column[line]!),
    },
  };
}

/** Each location as the function that others were inlined into; columns go with the inlined calls, as in pprof. */
export function withoutInlines(profile: Profile): Profile {
  const outer = withLines(profile, (_, start, end) =>
    start === end ? [] : [end - 1],
  );
  return {
    ...outer,
    lines: {
      ...outer.lines,
      column: new Float64Array(outer.lines.line.length),
    },
    mappings: profile.mappings.map((mapping) => ({
      ...mapping,
      hasInlineFrames: false,
    })),
  };
}

/** Keeps the samples that the function does not answer null for, with the part of their stacks that it answers. */
export function withStackRanges(
  profile: Profile,
  rangeOf: (sample: number, from: number, to: number) => StackRange,
): Profile {
  const { samples } = profile;
  return withStacks(profile, (sample, push) => {
    const range = rangeOf(
      sample,
      samples.stackStart[sample]!,
      samples.stackStart[sample + 1]!,
    );
    if (range === null) return false;
    for (let at = range.from; at < range.to; at++) push(samples.stack[at]!);
    return true;
  });
}

/** Keeps the samples for which the function answers true, with the stack (location indexes, leaf first) it pushed. */
export function withStacks(
  profile: Profile,
  rewrite: (sample: number, push: (location: number) => void) => boolean,
): Profile {
  const { samples, labels } = profile;
  const types = profile.sampleTypes.length;
  const stackStart = new Uint32Column(samples.count + 1);
  const stack = new Uint32Column(samples.stack.length + 1);
  const values = new Int64ColumnBuilder(samples.values.length + 1);
  const labelStart = new Uint32Column(samples.count + 1);
  const keptLabels = new Uint32Column(labels.key.length + 1);
  const push = (location: number): void => stack.push(location);
  stackStart.push(0);
  labelStart.push(0);
  for (let sample = 0; sample < samples.count; sample++) {
    const before = stack.length;
    if (!rewrite(sample, push)) {
      stack.length = before;
      continue;
    }
    stackStart.push(stack.length);
    for (let type = 0; type < types; type++)
      values.push(int64At(samples.values, sample * types + type));
    const end = samples.labelStart[sample + 1]!;
    for (let label = samples.labelStart[sample]!; label < end; label++)
      keptLabels.push(label);
    labelStart.push(keptLabels.length);
  }
  return {
    ...profile,
    samples: {
      count: stackStart.length - 1,
      stackStart: stackStart.build(),
      stack: stack.build(),
      values: values.build(),
      labelStart: labelStart.build(),
    },
    labels: pickLabels(profile, keptLabels.build()),
  };
}

/** Keeps the labels (indexes into the columns) for which the function answers true. */
export function withLabels(
  profile: Profile,
  keep: (label: number) => boolean,
): Profile {
  const { samples } = profile;
  const labelStart = new Uint32Array(samples.count + 1);
  const kept = new Uint32Column(profile.labels.key.length + 1);
  for (let sample = 0; sample < samples.count; sample++) {
    const end = samples.labelStart[sample + 1]!;
    for (let label = samples.labelStart[sample]!; label < end; label++)
      if (keep(label)) kept.push(label);
    labelStart[sample + 1] = kept.length;
  }
  return {
    ...profile,
    samples: { ...samples, labelStart },
    labels: pickLabels(profile, kept.build()),
  };
}

function pickLabels(
  { labels }: Profile,
  indexes: Uint32Array,
): Profile["labels"] {
  const number = new Int64ColumnBuilder(indexes.length + 1);
  for (const label of indexes) number.push(int64At(labels.number, label));
  return {
    key: indexes.map((label) => labels.key[label]!),
    text: indexes.map((label) => labels.text[label]!),
    number: number.build(),
    unit: indexes.map((label) => labels.unit[label]!),
  };
}
