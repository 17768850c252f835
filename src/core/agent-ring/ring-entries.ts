// The agent's ring in the words of the journal. Which field of MemStats is which sum of runtime/metrics is documented by
// Go (runtime/metrics, "/memory/classes"), and MemStats itself is filled so since 1.17.

import type { JournalEntry } from "../investigation/journal-entry.ts";
import {
  seriesCatalogue,
  type SeriesName,
} from "../investigation/series-catalogue.ts";
import type { SeriesSource } from "../investigation/model.ts";
import type { AgentRing } from "./decode-ring.ts";

const heap = "/memory/classes/heap";
const sums = {
  heapAlloc: [`${heap}/objects:bytes`],
  heapInuse: [`${heap}/objects:bytes`, `${heap}/unused:bytes`],
  heapIdle: [`${heap}/free:bytes`, `${heap}/released:bytes`],
  heapReleased: [`${heap}/released:bytes`],
  heapObjects: ["/gc/heap/objects:objects"],
  stackInuse: [`${heap}/stacks:bytes`],
  sys: ["/memory/classes/total:bytes"],
  totalAlloc: ["/gc/heap/allocs:bytes"],
  nextGc: ["/gc/heap/goal:bytes"],
  numGc: ["/gc/cycles/total:gc-cycles"],
  numForcedGc: ["/gc/cycles/forced:gc-cycles"],
  goroutines: ["/sched/goroutines:goroutines"],
  heapMarked: ["/gc/heap/live:bytes"],
  goMemoryLimit: ["/gc/gomemlimit:bytes"],
  rss: ["/proc/self/statm/resident:bytes"],
} as const satisfies Partial<Readonly<Record<SeriesName, readonly string[]>>>;
export type AgentSeries = keyof typeof sums;
const names = Object.keys(sums) as readonly AgentSeries[];

/** Of a sample's values; null for what its Go did not have. */
export type ReadSeries = (values: Float64Array) => number | null;

/** How each series is read from this ring's samples. */
export function seriesReaders(
  columns: readonly string[],
): ReadonlyMap<AgentSeries, ReadSeries> {
  const readers = new Map<AgentSeries, ReadSeries>();
  for (const name of names) {
    const places = sums[name].map((column) => columns.indexOf(column));
    if (places.includes(-1)) continue;
    readers.set(name, (values) => {
      const sum = places.reduce((all, at) => all + (values[at] ?? NaN), 0);
      // No limit of memory is the largest integer there is; nothing else gets there.
      return sum >= 0 && sum <= Number.MAX_SAFE_INTEGER ? sum : null;
    });
  }
  return readers;
}

/** What lies within `sinceMillis` and `untilMillis`, in order of time. */
export function ringEntries(
  targetId: string,
  { header, samples, collections }: AgentRing,
  { sinceMillis, untilMillis }: Span,
): readonly JournalEntry[] {
  const isWithin = ({ atMillis }: { readonly atMillis: number }): boolean =>
    atMillis >= sinceMillis && atMillis <= untilMillis;
  const readers = seriesReaders(header.columns);
  const cycles = collections
    .filter(isWithin)
    .map(({ atMillis, number, pauseNs }) => ({
      targetId,
      number,
      endMillis: atMillis,
      pauseNs,
    }));
  return [
    ...samples.filter(isWithin).flatMap(({ atMillis, values }) =>
      [...bySource(readers, values)].map(([source, of]) => ({
        type: "sample" as const,
        targetId,
        source,
        atMillis,
        tookMs: 0,
        values: of,
      })),
    ),
    ...(cycles.length === 0 ? [] : [{ type: "gc" as const, cycles }]),
  ];
}

export interface Span {
  readonly sinceMillis: number;
  readonly untilMillis: number;
}

function bySource(
  readers: ReadonlyMap<AgentSeries, ReadSeries>,
  values: Float64Array,
): ReadonlyMap<SeriesSource, Readonly<Record<string, number>>> {
  const found = new Map<SeriesSource, Record<string, number>>();
  for (const [name, read] of readers) {
    const value = read(values);
    if (value === null) continue;
    const { source } = seriesCatalogue[name];
    const entry = found.get(source) ?? {};
    entry[name] = value;
    found.set(source, entry);
  }
  return found;
}
