// The confidence as a shape: filled, half, outlined; a tick for none; two halves for a contradiction.

import type { ReactElement } from "react";
import type { Confidence } from "../../../core/findings/finding.ts";
import { verdictTones } from "./verdict-model.ts";

export function ConfidenceShape({
  confidence,
}: {
  readonly confidence: Confidence | null;
}): ReactElement {
  const tone = confidence === null ? "plain" : verdictTones[confidence];
  return (
    <svg
      className={`confidence confidence--${tone}`}
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {shapeOf(confidence)}
    </svg>
  );
}

const triangle = "M10 2.5L18.5 17.5H1.5z";

function shapeOf(confidence: Confidence | null): ReactElement {
  switch (confidence) {
    case "confirmed":
      return <path d={triangle} fill="currentColor" />;
    case "probable":
      return (
        <>
          <path d={triangle} />
          <path d="M10 2.5V17.5H1.5z" fill="currentColor" />
        </>
      );
    case "suspected":
      return <path d={triangle} />;
    case "contradictory":
      return (
        <>
          <path d="M10 2v16" strokeDasharray="3 2" />
          <path d="M7 5L2 10l5 5zM13 5l5 5-5 5z" />
        </>
      );
    case "none":
      return <path d="M3 10.5l4.5 4.5L17 5" />;
    case null:
      return <circle cx="10" cy="10" r="7" strokeDasharray="3 2.5" />;
  }
}
