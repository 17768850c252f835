// The selected function as facts, and its way through the snapshots as a line.

import type { CallersView } from "../../core/pprof/callers.ts";
import type { FunctionSeries } from "../../core/pprof/function-value.ts";
import type { ExactInteger } from "../../core/pprof/views.ts";

export interface FunctionFacts {
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
  readonly total: ExactInteger;
  readonly callers: number;
  readonly callees: number;
  readonly unit: string;
}

/** `view` at the granularity of functions. Null when the function is not in this profile. */
export function factsOfFunction(view: CallersView): FunctionFacts | null {
  const [node] = view.nodes;
  if (node === undefined) return null;
  return {
    flat: node.flat,
    cum: node.cum,
    total: view.total,
    callers: node.callers.length,
    callees: node.callees.length,
    unit: view.sampleType.unit,
  };
}

export interface Sparkline {
  /** An SVG path in a box of the asked-for size; "" with fewer than two points. */
  readonly path: string;
  /** Where the shown snapshot is on it; null when it is not among them. */
  readonly mark: { readonly x: number; readonly y: number } | null;
  readonly first: ExactInteger;
  readonly last: ExactInteger;
}

/** Cum over time, from zero. Null without a snapshot. */
export function sparklineOf(
  { points }: FunctionSeries,
  shownId: string,
  box: { readonly width: number; readonly height: number },
): Sparkline | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const values = points.map(({ cum }) => Number(cum));
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const span = Math.max(1, last.atMillis - first.atMillis);
  const place = (at: number) => ({
    x: round(((points[at]!.atMillis - first.atMillis) / span) * box.width),
    y: round(
      box.height -
        (high === low ? 0 : (values[at]! - low) / (high - low)) * box.height,
    ),
  });
  const places = points.map((_, at) => place(at));
  const shown = points.findIndex(({ snapshotId }) => snapshotId === shownId);
  return {
    path:
      places.length < 2
        ? ""
        : places
            .map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${x} ${y}`)
            .join(""),
    mark: places[shown] ?? null,
    first: first.cum,
    last: last.cum,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
