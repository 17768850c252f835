// Left of the rows: what each shows, and its values at the cursor.

import type { ReactElement } from "react";
import { useMessage } from "../../state/use-message.ts";
import { useViewStore } from "../../state/view-store.ts";
import { Legend } from "./legend.tsx";
import type { RowBox } from "./timeline-option.ts";
import { legendOf, type TimelineFacts } from "./timeline-rows.ts";

/** The values at the cursor. It moves with every pointer event, so only this and the line redraw with it. */
export function Gutter({
  facts,
  rows,
  newest,
  laneTop,
}: {
  readonly facts: TimelineFacts;
  readonly rows: readonly RowBox[];
  readonly newest: number;
  readonly laneTop: number;
}): ReactElement {
  const t = useMessage();
  const readAt = useViewStore((state) => state.cursorMillis) ?? newest;
  return (
    <div className="timeline__gutter">
      {rows.map((row) => (
        <Legend
          key={row.name}
          title={t(`timeline.row.${row.name}`)}
          items={legendOf(row.name, facts, readAt)}
          top={row.top}
          height={row.height}
        />
      ))}
      <div className="legend legend--lane" style={{ top: laneTop }}>
        {t("timeline.events")}
      </div>
    </div>
  );
}
