// Heights of the rows: memory gets what the others leave.

import type { RowBox } from "./timeline-option.ts";

export const laneHeight = 24;
export const axisHeight = 20;
const gcHeight = 40;
const countsHeight = 44;
const rowGap = 4;

export function rowBoxes(height: number): readonly RowBox[] {
  const memory = Math.max(40, height - gcHeight - countsHeight - 2 * rowGap);
  return [
    { name: "memory", top: 0, height: memory },
    { name: "gc", top: memory + rowGap, height: gcHeight },
    {
      name: "counts",
      top: memory + gcHeight + 2 * rowGap,
      height: countsHeight,
    },
  ];
}
