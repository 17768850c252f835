// What one reading of runtime.MemStats is to Trivet: numbers under the names of the series catalogue, and the two rings
// of pauses. Source of the fields' meaning: Go's runtime/mstats.go.

/** Series names that a MemStats footer gives, each with the Go field it is. `Stack`, `MSpan`, `MCache` are pairs. */
export const memstatsFields = {
  alloc: "Alloc",
  totalAlloc: "TotalAlloc",
  sys: "Sys",
  lookups: "Lookups",
  mallocs: "Mallocs",
  frees: "Frees",
  heapAlloc: "HeapAlloc",
  heapSys: "HeapSys",
  heapIdle: "HeapIdle",
  heapInuse: "HeapInuse",
  heapReleased: "HeapReleased",
  heapObjects: "HeapObjects",
  stackInuse: "StackInuse",
  stackSys: "StackSys",
  mspanInuse: "MSpanInuse",
  mspanSys: "MSpanSys",
  mcacheInuse: "MCacheInuse",
  mcacheSys: "MCacheSys",
  buckHashSys: "BuckHashSys",
  gcSys: "GCSys",
  otherSys: "OtherSys",
  nextGc: "NextGC",
  lastGc: "LastGC",
  numGc: "NumGC",
  numForcedGc: "NumForcedGC",
  gcCpuFraction: "GCCPUFraction",
  maxRss: "MaxRSS",
} as const;

export type MemStatsName = keyof typeof memstatsFields;
export const memstatsNames = Object.keys(
  memstatsFields,
) as readonly MemStatsName[];

export interface MemStatsReading {
  /** Bytes, counts and nanoseconds, as the series catalogue says. `maxRss` is absent where the system has none. */
  readonly values: Readonly<Partial<Record<MemStatsName, number>>>;
  /** The ring as printed: pause of collection n stands at (n + 255) % 256. Nanoseconds. */
  readonly pauseNs: Float64Array;
  /** End of each pause, in milliseconds since the epoch by the target's clock; 0 = never used. */
  readonly pauseEndMillis: Float64Array;
  /** MemProfileRate of the target, from the header `heap/N` with N = 2 × rate; null when the header is absent. */
  readonly sampleRateBytes: number | null;
}

/** A reading without these says too little to be one; every form gives them. */
const required: readonly MemStatsName[] = [
  "totalAlloc",
  "sys",
  "heapAlloc",
  "heapSys",
  "heapIdle",
  "heapInuse",
  "heapReleased",
  "nextGc",
  "lastGc",
  "numGc",
];

/** The first field that a whole reading must have and these values lack; null when none is missing. */
export function missingField(values: MemStatsReading["values"]): string | null {
  const name = required.find((field) => values[field] === undefined);
  return name === undefined ? null : memstatsFields[name];
}

/** Series names by the names of Go's fields. */
export const memstatsByField: ReadonlyMap<string, MemStatsName> = new Map(
  memstatsNames.map((name) => [memstatsFields[name], name]),
);

/** Pauses that a ring of the runtime holds. */
export const ringLength = 256;
