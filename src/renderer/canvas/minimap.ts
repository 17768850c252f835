// A flame graph a few pixels high: each depth a line, what is narrower than a pixel left out.

import { firstEndingAfter, type FlameIndex } from "./flame-index.ts";

export const minimapHeightPx = 32;
/** Deeper frames are not in the strip: a row must be seen. */
const mostRows = 16;

export interface MinimapBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly slot: number;
}

const rowsOf = (index: FlameIndex): number =>
  Math.max(1, Math.min(mostRows, index.rows.length));

/** What to draw in a strip of that width; the root's row is the topmost. */
export function minimapBoxes(
  index: FlameIndex,
  widthPx: number,
): readonly MinimapBox[] {
  const { view, rows, slot } = index;
  const total = view.width[0] ?? 0;
  if (total === 0) return [];
  const count = rowsOf(index);
  const height = minimapHeightPx / count;
  return rows.slice(0, count).flatMap((row, depth) =>
    [...row].flatMap((frame): MinimapBox[] => {
      const width = ((view.width[frame] ?? 0) / total) * widthPx;
      if (width < 1) return [];
      return [
        {
          x: ((view.start[frame] ?? 0) / total) * widthPx,
          y: depth * height,
          width: width > 3 ? width - 1 : width,
          height: height > 2 ? height - 0.5 : height,
          slot: slot[frame] ?? 0,
        },
      ];
    }),
  );
}

/** The deepest frame in the strip at or above a point: one can click under a short stack. */
export function minimapFrame(
  index: FlameIndex,
  widthPx: number,
  x: number,
  y: number,
): number {
  const { view, rows } = index;
  const at = (x / Math.max(1, widthPx)) * (view.width[0] ?? 0);
  const count = rowsOf(index);
  const below = Math.floor((y / minimapHeightPx) * count);
  for (let depth = Math.min(count - 1, below); depth > 0; depth--) {
    const row = rows[depth];
    if (row === undefined) continue;
    const frame = row[firstEndingAfter(view, row, at)];
    if (frame !== undefined && (view.start[frame] ?? 0) <= at) return frame;
  }
  return 0;
}
