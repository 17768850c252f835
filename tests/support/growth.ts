// Is the work linear? Told by comparing a run with one eight times as large in the same process: absolute times say more
// about the machine than about the code.

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How many times as much CPU `work(8 × size)` takes as `work(size)`: about 8 when linear, 64 when quadratic. A run too
 * short to be measured counts as 10 ms.
 */
export function growthOfEightfold(
  size: number,
  work: (size: number) => void,
): number {
  work(Math.ceil(size / 8)); // warm
  const small = cpuMs(() => work(size));
  return cpuMs(() => work(size * 8)) / Math.max(10, small);
}

/** Between linear (8) and quadratic (64), nearer to neither. */
export const clearlyBelowQuadratic = 24;
