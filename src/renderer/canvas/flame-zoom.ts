// Where a zoomed view stands. The engine is asked for a path of names; until its answer comes, the view at hand shows
// the same frame without the narrow ones, so that a click answers at once.

import { frameAt, nameOf, pathOf, type FlameIndex } from "./flame-index.ts";

export interface FlameZoom {
  /** The frame that fills the width. */
  readonly frame: number;
  /** Names that lead to the view's root, where the answer was cut to the zoomed part; else empty. */
  readonly prefix: readonly string[];
}

/**
 * Finds the path's end in a view. A view may hold the whole tree, the path's ancestors over the zoomed part, or that
 * part alone with the zoomed frame as its root.
 */
export function locateZoom(
  index: FlameIndex,
  path: readonly string[],
): FlameZoom {
  const root = nameOf(index.view, 0);
  for (let cut = path.length; cut >= 1; cut--)
    if (path[cut - 1] === root && root !== "all")
      return {
        frame: frameAt(index, path.slice(cut)),
        prefix: path.slice(0, cut),
      };
  return { frame: frameAt(index, path), prefix: [] };
}

/** The path of names from the whole profile's root down to `frame`. */
export function fullPath(
  index: FlameIndex,
  zoom: FlameZoom,
  frame: number,
): readonly string[] {
  return [...zoom.prefix, ...pathOf(index.view, frame)];
}

/** The frame that a whole path leads to in this view; null when it is not in it. */
export function findPath(
  index: FlameIndex,
  zoom: FlameZoom,
  path: readonly string[],
): number | null {
  const rest = path.slice(zoom.prefix.length);
  if (zoom.prefix.some((name, at) => path[at] !== name)) return null;
  const frame = frameAt(index, rest);
  return (index.view.depth[frame] ?? 0) === rest.length ? frame : null;
}
