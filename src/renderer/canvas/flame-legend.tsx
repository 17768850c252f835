// What the colours and marks of a comparison mean.

import type { ReactElement } from "react";
import { useMessage } from "../state/use-message.ts";

const turns = ["grown", "same", "shrunk"] as const;

export function FlameLegend(): ReactElement {
  const t = useMessage();
  return (
    <span className="flame__legend">
      {turns.map((turn) => (
        <span key={turn}>
          <span
            className={`flame__swatch flame__swatch--${turn}`}
            aria-hidden="true"
          />
          {t(`flame.legend.${turn}`)}
        </span>
      ))}
    </span>
  );
}
