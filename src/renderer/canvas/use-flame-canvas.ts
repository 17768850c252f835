// Keeps a canvas the size of its scroller in device pixels and draws on it once a screen frame at most.

import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type RefObject,
} from "react";
import { useTheme } from "../state/settings-store.ts";
import { drawFlame, type FlameMarks, type FlameTheme } from "./draw-flame.ts";
import type { FlameIndex } from "./flame-index.ts";
import { readFlameTheme } from "./flame-theme.ts";
import { rowPx, viewportFor, type FlameViewport } from "./flame-viewport.ts";

export interface FlameCanvas {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly viewport: FlameViewport;
  readonly setTop: (topPx: number) => void;
  /** Of the whole picture. */
  readonly heightPx: number;
}

export function useFlameCanvas(
  index: FlameIndex,
  zoomedFrame: number,
  marks: FlameMarks,
  changeOf: ((frame: number) => string) | null,
  orientation: "icicle" | "flame",
): FlameCanvas {
  const host = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ widthPx: 0, heightPx: 0, ratio: 1 });
  const [topPx, setTop] = useState(0);
  const themeName = useTheme();
  const [theme, setTheme] = useState<FlameTheme | null>(null);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void =>
      setSize({
        widthPx: element.clientWidth,
        heightPx: element.clientHeight,
        ratio: window.devicePixelRatio,
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // After the frame in which the theme's attribute was set on the root: variables then have their new values.
  useEffect(() => {
    const request = requestAnimationFrame(() => {
      if (host.current !== null) setTheme(readFlameTheme(host.current));
    });
    return () => cancelAnimationFrame(request);
  }, [themeName]);

  const { widthPx, heightPx, ratio } = size;
  // A row of room beyond the deepest frame.
  const wholePx = (index.view.maxDepth + 2) * rowPx;
  const flipPx = orientation === "icicle" ? null : Math.max(wholePx, heightPx);
  const viewport = useMemo(
    () => viewportFor(index, zoomedFrame, { topPx, widthPx, heightPx, flipPx }),
    [index, zoomedFrame, topPx, widthPx, heightPx, flipPx],
  );

  // The root is where one begins to read.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null)
      element.scrollTop = flipPx === null ? 0 : element.scrollHeight;
  }, [orientation, flipPx]);

  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null || theme === null || viewport.widthPx === 0) return;
    const request = requestAnimationFrame(() => {
      const context = element.getContext("2d");
      if (context === null) return;
      const width = Math.round(viewport.widthPx * ratio);
      const height = Math.round(viewport.heightPx * ratio);
      if (element.width !== width || element.height !== height) {
        element.width = width;
        element.height = height;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const started = performance.now();
      drawFlame(context, index, viewport, theme, marks, changeOf);
      // How long it took, for tests and for whoever wonders: no timing is kept anywhere else.
      element.dataset["drawMs"] = (performance.now() - started).toFixed(2);
    });
    return () => cancelAnimationFrame(request);
  }, [index, viewport, theme, marks, changeOf, ratio]);

  return { host, scroller, canvas, viewport, setTop, heightPx: wholePx };
}
