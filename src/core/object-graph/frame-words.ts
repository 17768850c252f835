// Which words of one frame are pointers, by its maps. Where there is no map for the place (a goroutine that was interrupted,
// assembly), each word counts as a pointer. Source of truth: runtime/mgcmark.go (scanframeworker).

import { pointerSize } from "../go-runtime/runtime-layout.ts";
import type { StackMaps, WordBits } from "./stack-maps.ts";
import type { Frame } from "./walk-frames.ts";

export interface FrameWords {
  readonly function: string;
  readonly places: readonly number[];
  readonly isConservative: boolean;
}

export function wordsOf(frame: Frame, read: StackMaps): FrameWords {
  const { maps, sp, fp, locals } = frame;
  const places: number[] = [];
  const all = (from: number, to: number): void => {
    for (let place = from; place + pointerSize <= to; place += pointerSize)
      places.push(place);
  };
  if (maps === null) {
    all(sp, fp);
    return { function: frame.function, places, isConservative: true };
  }
  const local =
    maps.locals === null ? null : read.bits(maps.locals, maps.index);
  if (local === null) all(sp, locals);
  else addBits(places, local, locals - local.count * pointerSize);
  const given =
    maps.arguments === null ? null : read.bits(maps.arguments, maps.index);
  if (given !== null) addBits(places, given, fp);
  return {
    function: frame.function,
    places,
    isConservative: local === null && locals > sp,
  };
}

function addBits(
  places: number[],
  { count, bytes }: WordBits,
  from: number,
): void {
  for (let bit = 0; bit < count; bit++)
    if ((bytes[bit >> 3]! >> (bit & 7)) & 1)
      places.push(from + bit * pointerSize);
}
