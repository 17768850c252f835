// Is there a monotone trend? H. B. Mann, "Nonparametric tests against trend", Econometrica 13 (1945) 245-259;
// M. G. Kendall, "Rank Correlation Methods" (1975), for the variance with ties.
// It presumes independent values: never feed it raw heap samples (lag-1 autocorrelation 0.9 makes z = 12 of a harmless
// warm-up); block minima (block-minimum.ts) of post-GC values are what it is for.

export interface MannKendall {
  /** Rises minus falls over all pairs. */
  readonly s: number;
  /** Standard normal under "no trend", with continuity correction; 0 for fewer than three values. */
  readonly z: number;
  readonly n: number;
}

/** `values` in time order. */
export function mannKendall(values: ArrayLike<number>): MannKendall {
  const n = values.length;
  let s = 0;
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++)
      s += Math.sign((values[j] ?? 0) - (values[i] ?? 0));
  const variance = kendallVariance(values);
  const z =
    n < 3 || variance === 0 || s === 0
      ? 0
      : (s - Math.sign(s)) / Math.sqrt(variance);
  return { s, z, n };
}

/** Variance of Kendall's S without a trend: n(n-1)(2n+5)/18, less what tied groups take away. */
export function kendallVariance(values: ArrayLike<number>): number {
  const n = values.length;
  const term = (count: number): number => count * (count - 1) * (2 * count + 5);
  const counts = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const value = values[i] ?? 0;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let ties = 0;
  for (const count of counts.values()) ties += term(count);
  return (term(n) - ties) / 18;
}
