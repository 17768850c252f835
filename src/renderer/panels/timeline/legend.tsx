// The gutter of a row: names, colours, and the values at the cursor. It is also the chart's text for those who cannot
// see it.

import type { ReactElement } from "react";
import { formatQuantity } from "../../../core/format/quantity.ts";
import { useMessage } from "../../state/use-message.ts";
import { Tooltip } from "../../ui/tooltip.tsx";
import type { LegendItem } from "./timeline-rows.ts";

export interface LegendProps {
  readonly title: string;
  readonly items: readonly LegendItem[];
  readonly top: number;
  readonly height: number;
}

export function Legend({
  title,
  items,
  top,
  height,
}: LegendProps): ReactElement {
  const t = useMessage();
  return (
    <div
      className="legend"
      style={{ top, height }}
      role="group"
      aria-label={title}
    >
      <dl className="legend__items">
        {items
          .filter(({ id, value }) => !isOptional(id) || value !== null)
          .map((item) => (
            <div className="legend__item" key={item.id}>
              <dt>
                <span
                  className={`swatch swatch--${item.shape}`}
                  style={{ color: `var(--${item.color})` }}
                  aria-hidden="true"
                />
                <Tooltip text={t(item.hintId)}>
                  <span className="ellipsis">{t(item.titleId)}</span>
                </Tooltip>
              </dt>
              <dd>
                {item.value === null
                  ? "–"
                  : formatQuantity(item.value, item.format)}
              </dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

/** Not always: a limit, a heap that no collection has told apart yet, a function that somebody picked. */
function isOptional(id: string): boolean {
  return id === "limit" || id === "heap" || id === "picked";
}
