// Variables whose address is taken stand in a frame's memory and count while something on the stack points to them.
// Source of truth: runtime/mgcmark.go (scanstack), runtime/mgcstack.go.

import { pointerSize, readWord, viewOf } from "../go-runtime/runtime-layout.ts";
import type { FrameWords } from "./frame-words.ts";
import type { StackBytes } from "./read-roots.ts";
import type { StackMaps } from "./stack-maps.ts";
import type { Frame } from "./walk-frames.ts";

interface PlacedObject {
  readonly function: string;
  readonly from: number;
  readonly to: number;
}

/** Variables in memory that something points to: from the words so far, from each other, from defers and panics. */
export function liveStackObjects(
  { goroutine, start, bytes }: StackBytes,
  frames: readonly Frame[],
  words: readonly FrameWords[],
  maps: StackMaps,
): readonly FrameWords[] {
  const objects = frames
    .flatMap((frame) => placedObjects(frame, maps))
    .sort((a, b) => a.from - b.from);
  if (objects.length === 0) return [];
  const view = viewOf(bytes);
  const end = start + bytes.length;
  const live: PlacedObject[] = [];
  const seen = new Set<PlacedObject>();
  const reach = (address: number): void => {
    if (address < start || address >= end) return;
    const object = objectAt(objects, address);
    if (object === null || seen.has(object)) return;
    seen.add(object);
    live.push(object);
  };
  const follow = (place: number): void => {
    const at = place - start;
    if (at >= 0 && at + pointerSize <= bytes.length) reach(readWord(view, at));
  };
  reach(goroutine.defers);
  reach(goroutine.panics);
  for (const { places } of words) places.forEach(follow);
  const found: FrameWords[] = [];
  for (let next = live.pop(); next !== undefined; next = live.pop()) {
    const places: number[] = [];
    for (let place = next.from; place < next.to; place += pointerSize)
      places.push(place);
    places.forEach(follow);
    found.push({ function: next.function, places, isConservative: false });
  }
  return found;
}

function placedObjects(frame: Frame, maps: StackMaps): readonly PlacedObject[] {
  const { locals, fp } = frame;
  const table = frame.maps?.objects ?? null;
  if (table === null) return [];
  return maps.objects(table).map(({ offset, bytes }) => {
    const from = offset < 0 ? locals + offset : fp + offset;
    return { function: frame.function, from, to: from + bytes };
  });
}

function objectAt(
  objects: readonly PlacedObject[],
  address: number,
): PlacedObject | null {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (objects[middle]!.from <= address) low = middle + 1;
    else high = middle;
  }
  const object = objects[low - 1];
  return object !== undefined && address < object.to ? object : null;
}
