// What the drawing, the hit test and the keyboard ask of a flame view again and again, computed once a view: the frames
// of each depth from left to right, and each frame's colour.

import type { FlameView } from "../../core/pprof/views.ts";
import { differenceSlot, packageSlot } from "./flame-palette.ts";

export interface FlameIndex {
  readonly view: FlameView;
  /** Frame numbers by depth, left edges ascending. */
  readonly rows: readonly Uint32Array[];
  /** Palette slot of each frame (flame-palette.ts). */
  readonly slot: Uint8Array;
  /** −1 shrank, 0 neither, +1 grew; null for a single profile. */
  readonly direction: Int8Array | null;
}

/** Groups the frames by depth and colours them. O(frames). */
export function buildFlameIndex(view: FlameView): FlameIndex {
  const frames = view.depth.length;
  const counts = new Uint32Array(view.maxDepth + 1);
  for (let i = 0; i < frames; i++) counts[view.depth[i] ?? 0]!++;
  const rows = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (let i = 0; i < frames; i++) {
    const depth = view.depth[i] ?? 0;
    const row = rows[depth];
    if (row !== undefined) row[counts[depth]!++] = i;
  }
  return { view, rows, ...colourFrames(view) };
}

function colourFrames(view: FlameView): Pick<FlameIndex, "slot" | "direction"> {
  const frames = view.depth.length;
  const slot = new Uint8Array(frames);
  const { before, after } = view;
  if (before === null || after === null) {
    const byName = view.names.map(packageSlot);
    for (let i = 0; i < frames; i++) slot[i] = byName[view.name[i] ?? 0] ?? 0;
    return { slot, direction: null };
  }
  const direction = new Int8Array(frames);
  const change = before.map((was, frame) => (after[frame] ?? 0) - was);
  const largest = change.reduce(
    (most, own) => Math.max(most, Math.abs(own)),
    0,
  );
  for (let i = 0; i < frames; i++) {
    slot[i] = differenceSlot(change[i] ?? 0, largest);
    direction[i] = Math.sign(change[i] ?? 0);
  }
  return { slot, direction };
}

/** The first position in `row` whose frame ends right of `at`; the row's length when none does. */
export function firstEndingAfter(
  view: FlameView,
  row: Uint32Array,
  at: number,
): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const frame = row[middle] ?? 0;
    const end = (view.start[frame] ?? 0) + (view.width[frame] ?? 0);
    if (end <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Names from the root's first child down to `frame`: what `profile.flame` takes as `zoom`. Empty for the root. */
export function pathOf(view: FlameView, frame: number): string[] {
  const path: string[] = [];
  for (let at = frame; at > 0; at = view.parent[at] ?? -1)
    path.push(view.names[view.name[at] ?? 0] ?? "");
  return path.reverse();
}

/** The frame at the end of a path of names; the deepest one that still matches when the path leads out of the view. */
export function frameAt(index: FlameIndex, path: readonly string[]): number {
  let frame = 0;
  for (const name of path) {
    const next = childNamed(index, frame, name);
    if (next === null) break;
    frame = next;
  }
  return frame;
}

/** The frame that a whole path leads to; null when it is not in this view. */
export function findFrame(
  index: FlameIndex,
  path: readonly string[],
): number | null {
  const frame = frameAt(index, path);
  return (index.view.depth[frame] ?? 0) === path.length ? frame : null;
}

/** As much of a path as leads somewhere in this view. */
export function existingPath(
  view: FlameView,
  path: readonly string[],
): readonly string[] {
  const index = buildFlameIndex(view);
  return path.slice(0, view.depth[frameAt(index, path)] ?? 0);
}

function childNamed(
  { view, rows }: FlameIndex,
  frame: number,
  name: string,
): number | null {
  const row = rows[(view.depth[frame] ?? 0) + 1];
  if (row === undefined) return null;
  const start = view.start[frame] ?? 0;
  const end = start + (view.width[frame] ?? 0);
  for (let at = firstEndingAfter(view, row, start); at < row.length; at++) {
    const child = row[at] ?? 0;
    if ((view.start[child] ?? 0) >= end) return null;
    if (view.parent[child] === frame && nameOf(view, child) === name)
      return child;
  }
  return null;
}

/** The full name of a frame. */
export function nameOf(view: FlameView, frame: number): string {
  return view.names[view.name[frame] ?? 0] ?? "";
}

/** `file:line`, `file` without a line, or "". */
export function placeOf(view: FlameView, frame: number): string {
  const file = view.files[view.file[frame] ?? 0] ?? "";
  const line = view.line[frame] ?? 0;
  return file === "" || line === 0 ? file : `${file}:${line}`;
}

/** Frames below this share of the zoomed width are not asked for: half a pixel of a 4K screen, rounded up. */
export const minFraction = 1 / 7680;
