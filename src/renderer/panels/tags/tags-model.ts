// Labels as rows: each key with its sum, below it its values. A filter keeps a key with all its values, or with those
// that match.

import type { ProfileLens } from "../../../core/pprof/lens.ts";
import { withFilter } from "../../../core/pprof/lens.ts";
import type { TagsReport } from "../../../core/pprof/report/tags.ts";
import type { ExactInteger } from "../../../core/pprof/views.ts";

export interface TagRow {
  readonly key: string;
  /** Null = the row of the key itself. */
  readonly value: string | null;
  readonly amount: ExactInteger;
  /** The tag filter of this value; "" for the row of a key. */
  readonly focus: string;
}

export function tagRows(report: TagsReport, search: string): readonly TagRow[] {
  const wanted = search.toLowerCase();
  const has = (text: string): boolean => text.toLowerCase().includes(wanted);
  return report.tags.flatMap(({ key, total, values }) => {
    const shown = has(key) ? values : values.filter(({ value }) => has(value));
    if (shown.length === 0) return [];
    return [
      { key, value: null, amount: total, focus: "" },
      ...shown.map(({ value, flat, focus }) => ({
        key,
        value,
        amount: flat,
        focus,
      })),
    ];
  });
}

export function keyOfRow(row: TagRow): string {
  return `${row.key}\0${row.value === null ? "" : `=${row.value}`}`;
}

export function countTags(report: TagsReport): {
  readonly keys: number;
  readonly values: number;
} {
  return {
    keys: report.tags.length,
    values: report.tags.reduce((sum, { values }) => sum + values.length, 0),
  };
}

/** The lens with only, or without, the samples of a value; the same again takes it back. */
export function lensForTag(
  lens: ProfileLens,
  which: "tagFocus" | "tagIgnore",
  { focus }: TagRow,
): ProfileLens {
  return withFilter(lens, which, lens.filters[which] === focus ? "" : focus);
}
