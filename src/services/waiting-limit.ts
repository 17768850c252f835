// How long to wait for a target's next byte. A process that takes connections and never answers (stopped, dead-locked,
// out of CPU) is told from one that was asked to take its time.

/** pprof answers from memory; a second is much. */
const usualIdleMs = 10_000;
/** A collection of a heap of 100 GB, and every stack of a million goroutines, take their time before the first byte. */
const slowIdleMs = 120_000;

/** The longest wait for a byte of this profile URL, in ms: a `seconds=` that it carries comes on top. */
export function idleLimitOf(url: string): number {
  const isSlow = /[?&](?:gc=[1-9]|debug=2)/.test(url);
  return (isSlow ? slowIdleMs : usualIdleMs) + secondsOf(url) * 1000;
}

/** What the URL says of how long the target is to collect; 0 = nothing. */
export function secondsOf(url: string): number {
  return Number(/[?&]seconds=(\d{1,5})(?:&|$)/.exec(url)?.[1] ?? 0);
}
