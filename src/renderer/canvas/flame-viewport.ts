// The visible part of a flame graph, and where a point of it leads: pixels to frames and frames to pixels.

import { firstEndingAfter, type FlameIndex } from "./flame-index.ts";

/** Height of one frame, gap included: on the 4-px grid, room for 12-px text. */
export const rowPx = 20;

export interface FlameViewport {
  /** Left and right edge, in the unit of the view. */
  readonly from: number;
  readonly to: number;
  /** How far it is scrolled down. */
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Height of the whole picture when the root is at its bottom (a flame); null = at the top (an icicle). */
  readonly flipPx: number | null;
}

/** Top edge of the frames of a depth, on the canvas. */
export function rowTop(viewport: FlameViewport, depth: number): number {
  const { flipPx, topPx } = viewport;
  return flipPx === null
    ? depth * rowPx - topPx
    : flipPx - (depth + 1) * rowPx - topPx;
}

/** The depth of the row at a height of the canvas; may lie outside of the picture. */
export function depthAt(viewport: FlameViewport, y: number): number {
  const { flipPx, topPx } = viewport;
  return flipPx === null
    ? Math.floor((y + topPx) / rowPx)
    : Math.ceil((flipPx - y - topPx) / rowPx) - 1;
}

/** The whole view, or exactly one frame with its ancestors above it. */
export function viewportFor(
  index: FlameIndex,
  frame: number,
  size: Pick<FlameViewport, "topPx" | "widthPx" | "heightPx"> &
    Partial<Pick<FlameViewport, "flipPx">>,
): FlameViewport {
  const from = index.view.start[frame] ?? 0;
  const width = index.view.width[frame] ?? 0;
  return { flipPx: null, ...size, from, to: from + (width > 0 ? width : 1) };
}

/** Pixels per unit. */
export function scaleOf(viewport: FlameViewport): number {
  return viewport.widthPx / (viewport.to - viewport.from);
}

/** The frame under a point of the canvas; null over empty space. */
export function hitTest(
  index: FlameIndex,
  viewport: FlameViewport,
  x: number,
  y: number,
): number | null {
  if (x < 0 || x >= viewport.widthPx || y < 0 || y >= viewport.heightPx)
    return null;
  const row = index.rows[depthAt(viewport, y)];
  if (row === undefined) return null;
  const at = viewport.from + x / scaleOf(viewport);
  const frame = row[firstEndingAfter(index.view, row, at)];
  if (frame === undefined || (index.view.start[frame] ?? 0) > at) return null;
  return frame;
}

/** The frame's rectangle on the canvas, cut to its sides. */
export function frameBox(
  index: FlameIndex,
  viewport: FlameViewport,
  frame: number,
): {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
} {
  const scale = scaleOf(viewport);
  const start = index.view.start[frame] ?? 0;
  const left = Math.max(0, (start - viewport.from) * scale);
  const right = Math.min(
    viewport.widthPx,
    (start + (index.view.width[frame] ?? 0) - viewport.from) * scale,
  );
  return {
    x: left,
    y: rowTop(viewport, index.view.depth[frame] ?? 0),
    width: Math.max(0, right - left),
    height: rowPx - 1,
  };
}
