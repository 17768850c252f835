// What a trace will cost, said before it begins: samples come once per MemProfileRate bytes, each stops the target.

/** Both bound a trace, whichever is reached first. */
export interface TraceBudget {
  readonly hits: number;
  readonly seconds: number;
}

export interface TracePrice {
  /** What the target allocates now; null of one that stands still, and so are all that follow from it. */
  readonly bytesPerSecond: number | null;
  readonly hitsPerSecond: number | null;
  readonly msPerHit: number;
  readonly basis: "measured-before" | "rule-of-thumb";
  /** Share of the time in which a thread of the target will stand still, from 0 to 1. */
  readonly stoppedShare: number | null;
  /** When the number of samples ends the trace; null when time does. */
  readonly endsAfterSeconds: number | null;
}

/** gdb 13 on a busy two-core machine: 0.4 to 1.1 ms. */
export const usualMsPerHit = 0.7;

export function priceTrace(options: {
  readonly bytesPerSecond: number | null;
  readonly rate: number;
  readonly hits: number;
  readonly seconds: number;
  readonly measuredMsPerHit: number | null;
}): TracePrice {
  const { bytesPerSecond, rate, hits, seconds, measuredMsPerHit } = options;
  const basis = measuredMsPerHit === null ? "rule-of-thumb" : "measured-before";
  if (bytesPerSecond === null)
    return {
      bytesPerSecond,
      hitsPerSecond: null,
      msPerHit: measuredMsPerHit ?? usualMsPerHit,
      basis,
      stoppedShare: null,
      endsAfterSeconds: null,
    };
  const wanted = rate > 0 ? bytesPerSecond / rate : 0;
  const msPerHit = measuredMsPerHit ?? usualMsPerHit;
  // What is stopped allocates nothing: of each period the stop takes its part.
  const hitsPerSecond = wanted / (1 + (wanted * msPerHit) / 1000);
  const endsAfter = hitsPerSecond > 0 ? hits / hitsPerSecond : Infinity;
  return {
    bytesPerSecond,
    hitsPerSecond,
    msPerHit,
    basis,
    stoppedShare: (hitsPerSecond * msPerHit) / 1000,
    endsAfterSeconds: endsAfter < seconds ? endsAfter : null,
  };
}
