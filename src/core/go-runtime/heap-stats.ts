// What was allocated and freed, by size class and in all, out of the counters that the runtime keeps in generations.
// Source of truth: runtime/mstats.go (heapStatsDelta, consistentHeapStats).

import { readUnsigned, type RuntimeLayout } from "./runtime-layout.ts";

export interface SizeClassCounts {
  readonly size: number;
  readonly mallocs: number;
  readonly frees: number;
}

export interface HeapStats {
  readonly totalAlloc: number;
  readonly totalFree: number;
  readonly mallocs: number;
  readonly frees: number;
  readonly inHeap: number;
  readonly inStacks: number;
  readonly inWorkBufs: number;
  readonly inPointerBits: number;
  readonly bySize: readonly SizeClassCounts[];
}

/** The counters are kept in three generations, of which one is written at a time: their sum is the state. */
export function sumHeapStats(
  layout: RuntimeLayout,
  stats: DataView,
  sizes: DataView,
): HeapStats {
  const delta = layout.structure("heapStats");
  const place = layout.structure("mstats").place("heapStats");
  const starts = Array.from(
    { length: place.count ?? 1 },
    (_, index) => place.offset + index * (place.stride ?? 0),
  );
  // Signed: what one generation gave out, another may have taken back.
  const total = (field: Parameters<typeof delta.number>[2]): number =>
    delta.has(field)
      ? Number(
          starts.reduce((sum, at) => sum + delta.bigint(stats, at, field), 0n),
        )
      : 0;
  const perClass = (field: "smallAllocs" | "smallFrees"): number[] => {
    const { offset, count = 0, stride = 0 } = delta.place(field);
    return Array.from({ length: count }, (_, index) =>
      starts.reduce(
        (sum, at) =>
          sum + readUnsigned(stats, at + offset + index * stride, stride),
        0,
      ),
    );
  };
  const stride = layout.variable("sizeClasses").stride;
  const mallocs = perClass("smallAllocs");
  const frees = perClass("smallFrees");
  const bySize = mallocs.map((count, index) => ({
    size: readUnsigned(sizes, index * stride, stride),
    mallocs: count,
    frees: frees[index] ?? 0,
  }));
  const tiny = total("tinyAllocs");
  const sumOf = (pick: (item: SizeClassCounts) => number): number =>
    bySize.reduce((sum, item) => sum + pick(item), 0);
  return {
    totalAlloc:
      total("largeAlloc") + sumOf(({ size, mallocs }) => size * mallocs),
    totalFree: total("largeFree") + sumOf(({ size, frees }) => size * frees),
    mallocs: total("largeAllocs") + sumOf((item) => item.mallocs) + tiny,
    frees: total("largeFrees") + sumOf((item) => item.frees) + tiny,
    inHeap: total("inHeap"),
    inStacks: total("inStacks"),
    inWorkBufs: total("inWorkBufs"),
    inPointerBits: total("inPointerBits"),
    bySize,
  };
}
