// What there is to say about one frame, in words and in the unit of its view.

import type { FlameView } from "../../core/pprof/views.ts";
import type { Translate } from "../state/use-message.ts";
import {
  formatChange,
  formatExactSample,
  formatSample,
  formatShare,
} from "../ui/sample-value.ts";
import { nameOf, placeOf } from "./flame-index.ts";

export interface FlameFact {
  readonly title: string;
  readonly value: string;
  /** All digits, for the tooltip. */
  readonly exact: string;
}

/** Total, self and share; for a comparison before, after and change. */
export function frameFacts(
  view: FlameView,
  frame: number,
  t: Translate,
): readonly FlameFact[] {
  const { unit } = view.sampleType;
  const fact = (title: string, value: number): FlameFact => ({
    title,
    value: formatSample(value, unit),
    exact: formatExactSample(value, unit),
  });
  if (view.before !== null && view.after !== null) {
    const before = view.before[frame] ?? 0;
    const after = view.after[frame] ?? 0;
    return [
      fact(t("flame.before"), before),
      fact(t("flame.after"), after),
      {
        title: t("flame.change"),
        value: formatChange(after - before, unit),
        exact: formatExactSample(after - before, unit),
      },
    ];
  }
  const total = view.width[frame] ?? 0;
  return [
    fact(t("flame.total"), total),
    fact(t("flame.self"), view.self[frame] ?? 0),
    {
      title: t("flame.share"),
      value: formatShare(total, view.total),
      exact: "",
    },
  ];
}

/** The same as one sentence, for the line under the graph and for screen readers. */
export function describeFrame(
  view: FlameView,
  frame: number,
  t: Translate,
): string {
  const { unit } = view.sampleType;
  const place = placeOf(view, frame);
  const name = nameOf(view, frame);
  // The place is last: it is the longest, and what does not fit is cut.
  const located = (sentence: string): string =>
    place === "" ? sentence : `${sentence}  ${place}`;
  if (view.before !== null && view.after !== null) {
    const before = view.before[frame] ?? 0;
    const after = view.after[frame] ?? 0;
    return located(
      t("flame.detail.diff", {
        name,
        before: formatSample(before, unit),
        after: formatSample(after, unit),
        change: formatChange(after - before, unit),
      }),
    );
  }
  const total = view.width[frame] ?? 0;
  return located(
    t("flame.detail", {
      name,
      total: formatSample(total, unit),
      share: formatShare(total, view.total),
      self: formatSample(view.self[frame] ?? 0, unit),
    }),
  );
}

/** The widest frames under the zoomed one, widest first: the graph as a short table. */
export function widestFrames(
  view: FlameView,
  zoomed: number,
  most: number,
): readonly number[] {
  const inside: number[] = [];
  const depth = view.depth[zoomed] ?? 0;
  for (let frame = zoomed; frame < view.depth.length; frame++) {
    if (frame > zoomed && (view.depth[frame] ?? 0) <= depth) break;
    inside.push(frame);
  }
  return inside
    .sort((a, b) => (view.width[b] ?? 0) - (view.width[a] ?? 0) || a - b)
    .slice(0, most);
}
