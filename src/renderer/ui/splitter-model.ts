// How a boundary between two areas moves, by share of their common height.

export interface SplitterLimits {
  readonly min: number;
  readonly max: number;
}

/** Shares are of 1; what a key moves the boundary by, with Shift more. */
const step = 0.02;
const largeStep = 0.1;

function within(share: number, { min, max }: SplitterLimits): number {
  return Math.min(Math.max(share, min), max);
}

/** The share after a key, null for a key that moves nothing. Home and End are the limits. */
export function shareAfterKey(
  key: { readonly key: string; readonly isShift: boolean },
  share: number,
  limits: SplitterLimits,
): number | null {
  const by = key.isShift ? largeStep : step;
  switch (key.key) {
    case "ArrowUp":
      return within(share - by, limits);
    case "ArrowDown":
      return within(share + by, limits);
    case "Home":
      return limits.min;
    case "End":
      return limits.max;
    default:
      return null;
  }
}

/** The share that puts the boundary under the pointer. */
export function shareAtPointer(
  pointerY: number,
  box: { readonly top: number; readonly height: number },
  limits: SplitterLimits,
): number | null {
  return box.height <= 0
    ? null
    : within((pointerY - box.top) / box.height, limits);
}

/** What the areas need at least, as shares of the height there is; never so that one excludes the other. */
export function limitsOf(
  height: number,
  least: { readonly above: number; readonly below: number },
): SplitterLimits {
  if (height <= least.above + least.below) return { min: 0.5, max: 0.5 };
  return { min: least.above / height, max: 1 - least.below / height };
}
