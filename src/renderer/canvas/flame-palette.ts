// Which colour a frame gets. Slots are numbers; the colours behind them are CSS variables (flame-graph.css), read once
// a theme. Single profiles: one hue a package, so that neighbours of one package read as one block, in two shades by
// function; the standard library keeps quiet in grey. Comparisons: seven steps from shrunk over unchanged to grown, a
// pair that stays apart for the common kinds of colour blindness, and never the only cue (labels carry ▲ and ▼).

import { isStandardLibrary, packageOf } from "./function-name.ts";

/** Hues of packages; hue 0 is the root and the standard library. */
export const packageHues = 9;
/** Each hue in two shades: a package's functions stay apart from each other where they touch. */
export const packageSlots = packageHues * 2;
/** Slots of differences: −3 … +3, after the packages' slots. */
export const differenceSlots = 7;
/** Frames that a search did not match. */
export const mutedSlot = packageSlots + differenceSlots;
/** Runs of frames too narrow to draw one by one. */
export const mergedSlot = mutedSlot + 1;
export const slotCount = mergedSlot + 1;

/** FNV-1a, 32 bits: stable between sessions, so that a package keeps its colour in every snapshot and report. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value ^= text.charCodeAt(i);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}

/** The slot of a function: its package's hue, its own shade. */
export function packageSlot(name: string): number {
  const path = packageOf(name);
  const hue =
    path === "" || isStandardLibrary(path)
      ? 0
      : 1 + (hash(path) % (packageHues - 1));
  return hue * 2 + (path === "" ? 0 : (hash(name) >>> 8) & 1);
}

/**
 * The slot of a difference, by its share of the largest change in the view: what carries the growth is strong however
 * large it was before, and noise stays pale. Below 1 % counts as unchanged, then steps at 10 % and 50 %.
 */
export function differenceSlot(change: number, largestChange: number): number {
  const middle = packageSlots + 3;
  if (largestChange === 0) return middle;
  const share = Math.abs(change) / largestChange;
  const step = share < 0.01 ? 0 : share < 0.1 ? 1 : share < 0.5 ? 2 : 3;
  return middle + Math.sign(change) * step;
}
