// A change with its sign, an arrow and a colour: three cues, of which colour is the least.

import type { ReactElement } from "react";
import type { ExactInteger } from "../../core/pprof/views.ts";
import { formatChange, formatExactSample } from "./sample-value.ts";

export function ChangeText({
  value,
  unit,
}: {
  readonly value: ExactInteger;
  readonly unit: string;
}): ReactElement {
  const turn = value > 0 ? "grown" : value < 0 ? "shrunk" : "same";
  const arrow = { grown: "▲ ", shrunk: "▼ ", same: "" }[turn];
  return (
    <span
      className={`change change--${turn}`}
      title={formatExactSample(value, unit)}
    >
      <span aria-hidden="true">{arrow}</span>
      {formatChange(value, unit)}
    </span>
  );
}
