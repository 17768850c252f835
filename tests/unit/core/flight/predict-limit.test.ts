// Time to the limit on leaks whose end is known: even ones are met within a tenth, uneven ones lie within the interval
// nine times out of ten.

import { describe, expect, it } from "vitest";
import { predictLimit } from "../../../../src/core/flight/predict-limit.ts";
import {
  even,
  predictOnce,
  randomFrom,
  uneven,
  type LeakKind,
} from "../../../support/leak-courses.ts";

const leads = [5, 3, 1.7];
const MB = 1e6;
const runs = 100;

function predictMany(kind: LeakKind, seed: number, lead: number) {
  const random = randomFrom(seed);
  return Array.from({ length: runs }, () =>
    predictOnce(kind(random), random, lead),
  );
}

describe.each(leads)("%d s before the limit", (lead) => {
  it("meets an even leak within a tenth of the time left", () => {
    for (const { error } of predictMany(even, 7, lead))
      expect(Math.abs(error ?? NaN)).toBeLessThan(0.1);
  });

  it("says of an even leak when, and no more than half as long around it", () => {
    const widths = predictMany(even, 7, lead)
      .map(({ width }) => width)
      .sort((a, b) => a - b);
    expect(widths[runs / 2]).toBeLessThan(0.5);
  });

  it.each(Object.entries(uneven))(
    "has a leak %s in its interval",
    (_name, kind) => {
      const covered = predictMany(kind, 11, lead).filter(
        ({ isCovered }) => isCovered,
      );
      expect(covered.length / runs).toBeGreaterThanOrEqual(0.9);
    },
  );
});

describe("predictLimit", () => {
  const seconds = Array.from({ length: 60 }, (_, i) => i * 1000);

  it("says nothing of memory that stays, shrinks, or was hardly seen", () => {
    const flat = seconds.map(() => 100 * MB);
    expect(predictLimit(seconds, flat, 200 * MB)).toBeNull();
    const falling = seconds.map((t) => 100 * MB - t);
    expect(predictLimit(seconds, falling, 200 * MB)).toBeNull();
    expect(predictLimit([0, 1000], [1, 2], 200 * MB)).toBeNull();
  });

  it("names rate and headroom, and the moment itself once there is none", () => {
    const growing = seconds.map((t) => (t / 1000) * MB);
    const early = predictLimit(seconds, growing, 159 * MB);
    expect(early?.headroomBytes).toBe(100 * MB);
    expect(early?.bytesPerSecond.rate).toBeCloseTo(MB, 3);
    expect(early?.atMillis).toBeCloseTo(159_000, 3);
    expect(predictLimit(seconds, growing, 10 * MB)?.atMillis).toBe(59_000);
  });
});
