// One bar of the waterfall. Levels start at nothing, parts hang between two levels; a gap that goes the wrong way is
// hatched, so that no colour has to be told apart.

import { useId, type ReactElement } from "react";
import type { WaterfallRow } from "./waterfall-model.ts";

const heightPx = 16;

export function WaterfallBar({
  row,
}: {
  readonly row: WaterfallRow;
}): ReactElement {
  const id = useId();
  const { left, width, edge, tone, step, isNegative } = row;
  const percent = (fraction: number): string => `${fraction * 100}%`;
  const className = `waterfall__bar waterfall__bar--${tone}`;
  return (
    <svg
      className={className}
      width="100%"
      height={heightPx}
      aria-hidden="true"
      data-kind={step.kind}
    >
      {isNegative ? (
        <pattern
          id={id}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="3" height="6" className="waterfall__fill" />
        </pattern>
      ) : null}
      <rect
        className={isNegative ? "waterfall__outline" : "waterfall__fill"}
        x={percent(left)}
        y={step.kind === "level" ? 1 : 4}
        // What is too small to see is still there.
        width={`max(1px, ${percent(width)})`}
        style={{ width: `max(1px, ${percent(width)})` }}
        height={step.kind === "level" ? heightPx - 2 : heightPx - 8}
        {...(isNegative ? { fill: `url(#${id})` } : {})}
      />
      <line
        className="waterfall__edge"
        x1={percent(edge)}
        x2={percent(edge)}
        y1="0"
        y2={heightPx}
      />
    </svg>
  );
}
