// Moving through a flame graph by arrows: up to the caller, down to the widest callee, sideways along the row.

import type { FlameView } from "../../core/pprof/views.ts";
import { firstEndingAfter, type FlameIndex } from "./flame-index.ts";

/** "up" is towards the caller, wherever the root is drawn. */
export type FlameMove = "up" | "down" | "left" | "right" | "first" | "last";

const moves: Readonly<Record<string, FlameMove>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  Home: "first",
  End: "last",
};

/** What a key means on the screen: over a root at the bottom, up is towards the callees. Null = no move. */
export function moveOfKey(
  key: string,
  orientation: "icicle" | "flame",
): FlameMove | null {
  const move = moves[key] ?? null;
  if (orientation === "icicle" || (move !== "up" && move !== "down"))
    return move;
  return move === "up" ? "down" : "up";
}

/** The widest frame of a function, given by its index in `names`: where the keyboard starts. */
export function widestFrameOf(
  view: FlameView,
  name: number | null,
): number | null {
  if (name === null) return null;
  let best: number | null = null;
  for (let frame = 0; frame < view.name.length; frame++)
    if (
      view.name[frame] === name &&
      (best === null || (view.width[frame] ?? 0) > (view.width[best] ?? 0))
    )
      best = frame;
  return best;
}

/**
 * The frame that a move leads to; the same frame where there is nothing further. Sideways stays inside the zoomed
 * frame's stretch, so that the selection never leaves the picture.
 */
export function moveFrame(
  index: FlameIndex,
  frame: number,
  move: FlameMove,
  zoomed: number,
): number {
  const { view } = index;
  switch (move) {
    case "up":
      return frame === 0 ? 0 : (view.parent[frame] ?? 0);
    case "down":
      return widestChild(index, frame, zoomed) ?? frame;
    case "left":
    case "right":
      return sideways(index, frame, move === "left" ? -1 : 1, zoomed);
    case "first":
      return zoomed;
    case "last": {
      let deepest = frame;
      for (;;) {
        const child = widestChild(index, deepest, zoomed);
        if (child === null) return deepest;
        deepest = child;
      }
    }
  }
}

/** Children stand widest first, so the first one inside the zoomed stretch is the widest. */
function widestChild(
  index: FlameIndex,
  frame: number,
  zoomed: number,
): number | null {
  const { view, rows } = index;
  const depth = view.depth[frame] ?? 0;
  const row = rows[depth + 1];
  if (row === undefined) return null;
  // Above the zoomed frame only one child is in the picture: the one that leads to it.
  const above = depth < (view.depth[zoomed] ?? 0);
  const from = view.start[above ? zoomed : frame] ?? 0;
  const child = row[firstEndingAfter(view, row, from)];
  return child !== undefined && view.parent[child] === frame ? child : null;
}

function sideways(
  index: FlameIndex,
  frame: number,
  step: -1 | 1,
  zoomed: number,
): number {
  const { view, rows } = index;
  const depth = view.depth[frame] ?? 0;
  if (depth <= (view.depth[zoomed] ?? 0)) return frame;
  const row = rows[depth];
  if (row === undefined) return frame;
  const at = firstEndingAfter(view, row, view.start[frame] ?? 0);
  const next = row[at + step];
  if (next === undefined) return frame;
  const start = view.start[next] ?? 0;
  const from = view.start[zoomed] ?? 0;
  const to = from + (view.width[zoomed] ?? 0);
  return start >= from && start < to ? next : frame;
}
