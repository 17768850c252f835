// The whole graph in a strip over the zoomed one, with the part that is shown. A click goes elsewhere; the keyboard has
// the path beside it for that.

import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type MouseEvent,
  type ReactElement,
} from "react";
import type { FlameView } from "../../core/pprof/views.ts";
import { useTheme } from "../state/settings-store.ts";
import { useMessage } from "../state/use-message.ts";
import { buildFlameIndex, frameAt, pathOf } from "./flame-index.ts";
import { minimapBoxes, minimapFrame, minimapHeightPx } from "./minimap.ts";
import { readFlameTheme } from "./flame-theme.ts";

export interface FlameMinimapProps {
  /** The view without zoom. */
  readonly whole: FlameView;
  readonly path: readonly string[];
  readonly onZoom: (path: readonly string[]) => void;
}

export function FlameMinimap({
  whole,
  path,
  onZoom,
}: FlameMinimapProps): ReactElement {
  const t = useMessage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [widthPx, setWidth] = useState(0);
  const index = useMemo(() => buildFlameIndex(whole), [whole]);
  const shown = useMemo(() => frameAt(index, path), [index, path]);
  const theme = useTheme();

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current;
    const host = element?.closest<HTMLElement>(".flame");
    if (element === null || host == null || widthPx === 0) return;
    const request = requestAnimationFrame(() => {
      const context = element.getContext("2d");
      if (context === null) return;
      const ratio = window.devicePixelRatio;
      element.width = Math.round(widthPx * ratio);
      element.height = Math.round(minimapHeightPx * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const colours = readFlameTheme(host);
      context.fillStyle = colours.background;
      context.fillRect(0, 0, widthPx, minimapHeightPx);
      for (const box of minimapBoxes(index, widthPx)) {
        context.fillStyle = colours.slots[box.slot] ?? colours.background;
        context.fillRect(box.x, box.y, box.width, box.height);
      }
    });
    return () => cancelAnimationFrame(request);
  }, [index, widthPx, theme]);

  const total = whole.width[0] ?? 0;
  const share = (value: number): string =>
    `${total === 0 ? 0 : (100 * value) / total}%`;
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    onZoom(
      pathOf(
        whole,
        minimapFrame(
          index,
          widthPx,
          event.clientX - box.left,
          event.clientY - box.top,
        ),
      ),
    );
  };
  return (
    <div
      className="minimap"
      data-testid="flame-minimap"
      title={t("flame.minimap")}
      aria-hidden="true"
      onClick={onClick}
    >
      <canvas
        ref={canvas}
        className="minimap__canvas"
        style={{ height: minimapHeightPx }}
      />
      <div
        className="minimap__window"
        style={{
          left: share(whole.start[shown] ?? 0),
          width: share(whole.width[shown] ?? 0),
        }}
      />
    </div>
  );
}
