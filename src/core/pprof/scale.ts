// Multiplying a profile's values, with the rounding and the side effects of pprof's ScaleN (profile/profile.go).

import { int64At, Int64ColumnBuilder } from "./int64-column.ts";
import type { Profile } from "./profile.ts";
import type { ExactInteger } from "./views.ts";

/** Go's math.Round: halves away from zero. */
function roundAwayFromZero(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/** Exact for -1 and 1 at any size; other ratios are applied in doubles, as pprof does. */
function scaleValue(value: ExactInteger, ratio: number): ExactInteger {
  if (value === 0 || ratio === 0) return 0;
  if (ratio === 1) return value;
  if (ratio === -1) return -value;
  const scaled = roundAwayFromZero(Number(value) * ratio);
  return Number.isSafeInteger(scaled) ? scaled + 0 : BigInt(scaled);
}

/**
 * Multiplies every value of type i by `ratios[i]`. Like pprof, a sample of which nothing is left among the types whose
 * ratio is not 1 loses its other values as well.
 */
export function scaleSamples(
  profile: Profile,
  ratios: readonly number[],
): Profile {
  if (ratios.every((ratio) => ratio === 1)) return profile;
  const { samples } = profile;
  const types = profile.sampleTypes.length;
  const { length, numbers, exact } = samples.values;
  if (exact === null && ratios.every((ratio) => ratio === -1))
    return {
      ...profile,
      samples: {
        ...samples,
        // Subtracted, because -0 is not what a count can be.
        values: { length, numbers: numbers.map((own) => 0 - own), exact: null },
      },
    };
  const scaled = new Int64ColumnBuilder(Math.max(1, length));
  const row: ExactInteger[] = [];
  for (let sample = 0; sample < samples.count; sample++) {
    let kept = false;
    for (let type = 0; type < types; type++) {
      const ratio = ratios[type]!;
      const value = scaleValue(
        int64At(samples.values, sample * types + type),
        ratio,
      );
      row[type] = value;
      if (ratio !== 1 && value !== 0) kept = true;
    }
    for (let type = 0; type < types; type++) scaled.push(kept ? row[type]! : 0);
  }
  return { ...profile, samples: { ...samples, values: scaled.build() } };
}

/** Keeps the sample types at these indexes, in this order. */
export function selectSampleTypes(
  profile: Profile,
  indexes: readonly number[],
): Profile {
  const { samples } = profile;
  const types = profile.sampleTypes.length;
  const values = new Int64ColumnBuilder(
    Math.max(1, samples.count * indexes.length),
  );
  for (let sample = 0; sample < samples.count; sample++)
    for (const index of indexes)
      values.push(int64At(samples.values, sample * types + index));
  return {
    ...profile,
    sampleTypes: indexes.map((index) => profile.sampleTypes[index]!),
    samples: { ...samples, values: values.build() },
  };
}
