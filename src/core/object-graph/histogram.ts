// Objects by type and size: what is live, and what is garbage that waits for the sweep. Garbage has no type but where it
// names one itself: nothing points to it any more.

import type { TypedGraph } from "./assign-types.ts";
import { freeSlot } from "./walk-heap.ts";

export interface HistogramRow {
  /** "" where it is not known. */
  readonly type: string;
  readonly sizeClass: number;
  /** Bytes that one takes; of large objects (class 0) their average. */
  readonly objectSize: number;
  readonly noscan: boolean;
  readonly isLive: boolean;
  readonly objects: number;
  readonly bytes: number;
}

interface Tally {
  readonly type: number;
  readonly spanClass: number;
  readonly isLive: boolean;
  objects: number;
  bytes: number;
}

/** Most bytes first. */
export function buildHistogram({
  graph,
  types,
  typeOf,
}: TypedGraph): readonly HistogramRow[] {
  const { spans } = graph.image;
  const { nodeOf } = graph.walked;
  const tallies = new Map<number, Tally>();
  for (let span = 0; span < spans.count; span++) {
    const spanClass = spans.spanClass[span]!;
    const end = spans.firstSlot[span + 1]!;
    let tally: Tally | undefined;
    for (let slot = spans.firstSlot[span]!; slot < end; slot++) {
      const node = nodeOf[slot]!;
      if (node === freeSlot) continue;
      const type = node === 0 ? 0 : typeOf[node]!;
      const isLive = node !== 0;
      if (tally?.type !== type || tally.isLive !== isLive) {
        const key = (type * 256 + spanClass) * 2 + (isLive ? 1 : 0);
        tally = tallies.get(key);
        if (tally === undefined)
          tallies.set(
            key,
            (tally = { type, spanClass, isLive, objects: 0, bytes: 0 }),
          );
      }
      tally.objects++;
      tally.bytes += spans.slotBytes[span]!;
    }
  }
  return [...tallies.values()]
    .map(({ type, spanClass, isLive, objects, bytes }) => ({
      type: type === 0 ? "" : types.at(type).name,
      sizeClass: spanClass >> 1,
      objectSize: Math.round(bytes / objects),
      noscan: (spanClass & 1) === 1,
      isLive,
      objects,
      bytes,
    }))
    .sort((a, b) => b.bytes - a.bytes || b.objects - a.objects);
}
