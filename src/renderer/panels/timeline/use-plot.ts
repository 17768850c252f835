// The plot as an element: how large it is, and what the wheel does on it.

import { useCallback, useEffect, useState, type RefObject } from "react";
import {
  panBy,
  spanOf,
  toMillis,
  zoomAround,
  type PlotArea,
  type TimeRange,
} from "../../charts/time-range.ts";
import { setZoom } from "../../state/view-store.ts";

/** In CSS pixels, followed as it changes. */
export function useSize(element: RefObject<HTMLElement | null>): {
  readonly width: number;
  readonly height: number;
} {
  const [size, setSize] = useState({ width: 800, height: 240 });
  useEffect(() => {
    const observed = element.current;
    if (observed === null) return;
    const observer = new ResizeObserver(() =>
      setSize({
        width: observed.clientWidth,
        height: observed.clientHeight,
      }),
    );
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** Wheel zooms at the pointer, with shift or sideways it pans. React's own wheel listener cannot prevent scrolling. */
export function useWheel(
  element: RefObject<HTMLElement | null>,
  range: TimeRange,
  bounds: TimeRange,
  area: PlotArea,
): void {
  const onWheel = useCallback(
    (event: WheelEvent) => {
      event.preventDefault();
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
        setZoom(panBy(range, bounds, (sideways / area.width) * spanOf(range)));
        return;
      }
      const at = toMillis(range, area, event.clientX - box.left);
      setZoom(zoomAround(range, bounds, at, 1.0015 ** event.deltaY));
    },
    [range, bounds, area],
  );
  useEffect(() => {
    const target = element.current;
    target?.addEventListener("wheel", onWheel, { passive: false });
    return () => target?.removeEventListener("wheel", onWheel);
  }, [element, onWheel]);
}
