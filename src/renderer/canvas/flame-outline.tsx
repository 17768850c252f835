// The flame graph without the picture: the widest frames in view as a table, for those who do not see the canvas.

import { memo, type ReactElement } from "react";
import type { FlameView } from "../../core/pprof/views.ts";
import { useMessage } from "../state/use-message.ts";
import { frameFacts, widestFrames } from "./flame-facts.ts";
import { nameOf } from "./flame-index.ts";

/** Enough to know the shape, few enough to listen to. */
const rows = 25;

export const FlameOutline = memo(function FlameOutline({
  view,
  zoomed,
}: {
  readonly view: FlameView;
  readonly zoomed: number;
}): ReactElement {
  const t = useMessage();
  return (
    <div className="visually-hidden">
      <table>
        <caption>{t("flame.outline")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("flame.outline.function")}</th>
            {frameFacts(view, zoomed, t).map((fact) => (
              <th key={fact.title} scope="col">
                {fact.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {widestFrames(view, zoomed, rows).map((frame) => (
            <tr key={frame}>
              <th scope="row">{nameOf(view, frame)}</th>
              {frameFacts(view, frame, t).map((fact) => (
                <td key={fact.title}>{fact.value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});
