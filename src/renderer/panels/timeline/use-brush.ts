// Dragging over the plot: zooms, or with Alt picks the two snapshots to compare.

import { useState, type PointerEvent } from "react";
import {
  rangeBetween,
  toMillis,
  toPixel,
  type PlotArea,
  type TimeRange,
} from "../../charts/time-range.ts";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { message } from "../../../core/messages/message.ts";
import { toastMessage } from "../../state/toast-store.ts";
import { compare, setCursor, setZoom } from "../../state/view-store.ts";
import { pairForRange } from "./pick-comparison.ts";

export interface Drag {
  readonly from: number;
  readonly to: number;
  /** Alt while dragging: the range picks two snapshots instead of zooming. */
  readonly isComparing: boolean;
}

export interface BrushHandlers {
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  readonly onPointerLeave: () => void;
}

/** Fewer pixels are a click. */
const leastPixels = 4;

/** What is being dragged, null when nothing is, and what the plot listens to. The cursor follows the pointer. */
export function useBrush(
  range: TimeRange,
  area: PlotArea,
  snapshots: readonly Snapshot[],
): { readonly drag: Drag | null; readonly handlers: BrushHandlers } {
  const [drag, setDrag] = useState<Drag | null>(null);
  const momentAt = (event: PointerEvent): number =>
    toMillis(
      range,
      area,
      event.clientX - event.currentTarget.getBoundingClientRect().left,
    );
  const onPointerMove = (event: PointerEvent): void => {
    const at = momentAt(event);
    setCursor(at);
    if (drag !== null) setDrag({ ...drag, to: at, isComparing: event.altKey });
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = momentAt(event);
    setDrag({ from: at, to: at, isComparing: event.altKey });
  };
  const onPointerUp = (): void => {
    if (drag === null) return;
    setDrag(null);
    const isMeant =
      Math.abs(
        toPixel(range, area, drag.to) - toPixel(range, area, drag.from),
      ) > leastPixels;
    const picked = isMeant ? rangeBetween(drag.from, drag.to) : null;
    if (picked === null) return;
    if (!drag.isComparing) {
      setZoom(picked);
      return;
    }
    const pair = pairForRange(snapshots, picked);
    if (pair === null)
      toastMessage(message("timeline.noPair"), undefined, "warning");
    else compare(pair, "compare");
  };

  return {
    drag,
    handlers: {
      onPointerMove,
      onPointerDown,
      onPointerUp,
      onPointerCancel: () => setDrag(null),
      onPointerLeave: () => setCursor(null),
    },
  };
}
