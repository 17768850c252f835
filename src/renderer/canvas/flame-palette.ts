// Which colour a frame gets. Slots are numbers; the colours behind them are CSS variables (flame-graph.css), read once
// a theme. Single profiles: one slot a package, so that neighbours of one package read as one block; the standard
// library keeps quiet in grey. Comparisons: seven steps from shrunk (blue) over unchanged to grown (orange), a pair
// that stays apart for the common kinds of colour blindness, and never the only cue (labels carry ▲ and ▼).

import { isStandardLibrary, packageOf } from "./function-name.ts";

/** Slots of packages; slot 0 is the root and the standard library. */
export const packageSlots = 9;
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

/** The slot of a function's package. */
export function packageSlot(name: string): number {
  const path = packageOf(name);
  if (path === "" || isStandardLibrary(path)) return 0;
  return 1 + (hash(path) % (packageSlots - 1));
}

/**
 * The slot of a difference, by the change's share of the larger side: below 2 % counts as unchanged (rounding of
 * normalised samples), then steps at 20 % and 60 %. New or gone frames are at the ends.
 */
export function differenceSlot(before: number, after: number): number {
  const larger = Math.max(Math.abs(before), Math.abs(after));
  const middle = packageSlots + 3;
  if (larger === 0) return middle;
  const share = (after - before) / larger;
  const magnitude = Math.abs(share);
  const step =
    magnitude < 0.02 ? 0 : magnitude < 0.2 ? 1 : magnitude < 0.6 ? 2 : 3;
  return middle + Math.sign(share) * step;
}
