// The two quantiles that everything here uses: 95 %, two-sided.

/** z such that 95 % of a normal distribution lies within ±z. */
export const z95 = 1.959964;
