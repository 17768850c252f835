// Where the parts of an error bar are, in pixels.

export interface BarGeometry {
  readonly zero: number;
  /** The bar, from the smaller to the larger side. */
  readonly from: number;
  readonly to: number;
  /** The whisker's ends; an end that is out of sight is cut and has no cap. */
  readonly low: number;
  readonly high: number;
  readonly lowIsCut: boolean;
  readonly highIsCut: boolean;
}

/** `reach`: what half the width stands for. Half a pixel is kept free at either edge, so that caps are drawn whole. */
export function intervalBar(
  change: {
    readonly delta: number;
    readonly low: number;
    readonly high: number;
    readonly reach: number;
  },
  width: number,
): BarGeometry {
  const zero = width / 2;
  const scale = change.reach > 0 ? (zero - 1) / change.reach : 0;
  const place = (value: number): number =>
    Math.min(width - 1, Math.max(1, zero + value * scale));
  const tip = place(change.delta);
  return {
    zero,
    from: Math.min(zero, tip),
    to: Math.max(zero, tip),
    low: place(change.low),
    high: place(change.high),
    lowIsCut: change.low < -change.reach,
    highIsCut: change.high > change.reach,
  };
}
