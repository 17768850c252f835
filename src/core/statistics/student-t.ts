// The two-sided 95 % quantile of Student's t (W. S. Gosset, "The probable error of a mean", Biometrika 6 (1908) 1-25),
// for intervals from few observations.

import { z95 } from "./normal.ts";

const table = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201,
  2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074,
  2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** `degrees` of freedom, at least 1; the normal distribution's beyond 30. */
export function studentT95(degrees: number): number {
  return table[Math.max(1, Math.floor(degrees)) - 1] ?? z95;
}
