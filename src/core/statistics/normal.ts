// The quantiles that everything here uses, two-sided.

/** 95 % of a normal distribution lies within ±z95: what intervals are reported with. */
export const z95 = 1.959964;
/** 99.9 %: for what must not happen by chance among dozens of lines of code, and for calling somebody a liar. */
export const z999 = 3.290527;
