// A change as a bar from 0 with its 95 % interval as a whisker, on one scale for the whole table. Direction is told by the
// side and by hatching of what shrank, not by colour alone; what sampling explains is only outlined.

import { useId, type ReactElement } from "react";
import type { ChangeCertainty } from "../../../core/pprof/views.ts";
import { intervalBar } from "./interval-bar-model.ts";

const width = 92;
const height = 14;

export interface IntervalBarProps {
  readonly delta: number;
  readonly low: number;
  readonly high: number;
  readonly certainty: ChangeCertainty;
  /** What half of the bar's width stands for. */
  readonly reach: number;
  /** In words, for those who cannot see it. */
  readonly label: string;
}

export function IntervalBar({
  label,
  ...change
}: IntervalBarProps): ReactElement {
  const hatch = useId();
  const bar = intervalBar(change, width);
  const middle = height / 2;
  const isDoubtful =
    change.certainty === "one-sample" || change.certainty === "within-sampling";
  const turn = change.delta < 0 ? "shrunk" : "grown";
  return (
    <svg
      className={`interval interval--${turn}${isDoubtful ? " interval--doubtful" : ""}`}
      role="img"
      aria-label={label}
      width={width}
      height={height}
    >
      <title>{label}</title>
      <defs>
        <pattern
          id={hatch}
          width="4"
          height="4"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect className="interval__fill" width="4" height="4" />
          <line className="interval__hatch" x1="0" y1="0" x2="0" y2="4" />
        </pattern>
      </defs>
      <line
        className="interval__zero"
        x1={bar.zero}
        x2={bar.zero}
        y1={1}
        y2={height - 1}
      />
      {bar.to > bar.from ? (
        <rect
          className="interval__bar"
          x={bar.from}
          y={3}
          width={bar.to - bar.from}
          height={height - 6}
          {...(turn === "shrunk" && !isDoubtful
            ? { style: { fill: `url(#${CSS.escape(hatch)})` } }
            : {})}
        />
      ) : null}
      {bar.high > bar.low ? (
        <path
          className="interval__whisker"
          d={[
            `M${bar.low} ${middle}H${bar.high}`,
            bar.lowIsCut ? "" : `M${bar.low} 4V${height - 4}`,
            bar.highIsCut ? "" : `M${bar.high} 4V${height - 4}`,
          ].join("")}
        />
      ) : null}
    </svg>
  );
}
