// Shapes, so that no mark is told by colour alone.

import type { ReactElement } from "react";
import type { MarkShape } from "./lane-marks.ts";

const paths: Readonly<Record<MarkShape, string>> = {
  snapshot: "M6 0.5L11.5 6 6 11.5 0.5 6z",
  stop: "M2 1h3v10H2zM7 1h3v10H7z",
  note: "M2 1h8v7l-3 3H2z",
  death:
    "M2.5 1L6 4.5 9.5 1 11 2.5 7.5 6 11 9.5 9.5 11 6 7.5 2.5 11 1 9.5 4.5 6 1 2.5z",
  warning: "M6 0.5L11.8 11H0.2z",
  moment: "M6 3a3 3 0 1 1 0 6a3 3 0 1 1 0-6z",
};

export function MarkGlyph({
  shape,
}: {
  readonly shape: MarkShape;
}): ReactElement {
  return (
    <svg
      className={`glyph glyph--${shape}`}
      width="12"
      height="12"
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      <path d={paths[shape]} fill="currentColor" />
    </svg>
  );
}
