// The line under a graph: what the keyboard or the pointer stands on, else what the picture is; legend and keys.

import type { ReactElement } from "react";
import type { FlameView } from "../../core/pprof/views.ts";
import { useMessage } from "../state/use-message.ts";
import { describeFrame } from "./flame-facts.ts";
import { FlameLegend } from "./flame-legend.tsx";

export interface FlameStatusProps {
  readonly view: FlameView;
  readonly focused: number | null;
  readonly hovered: number | null;
  /** While neither is on a frame. */
  readonly caption: string;
}

export function FlameStatus({
  view,
  focused,
  hovered,
  caption,
}: FlameStatusProps): ReactElement {
  const t = useMessage();
  const described = focused ?? hovered;
  return (
    <div className="flame__detail">
      <span
        className={`flame__detail-text ellipsis${described === null ? " muted" : ""}`}
        aria-hidden="true"
      >
        {described === null ? caption : describeFrame(view, described, t)}
      </span>
      <span className="visually-hidden" aria-live="polite">
        {focused === null ? "" : describeFrame(view, focused, t)}
      </span>
      {view.before === null ? null : <FlameLegend />}
      <span className="flame__keys">{t("flame.keys")}</span>
    </div>
  );
}
