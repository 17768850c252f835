import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reduceSeries } from "../../../../src/core/investigation/reduce-series.ts";

const seconds = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_unused, index) => index * 1000);

describe("reduceSeries", () => {
  it("gives short series back as they are", () => {
    const reduced = reduceSeries(
      Float64Array.of(1, 2, 3),
      Float64Array.of(7, 8, 9),
      { maxPoints: 10 },
    );
    expect([...reduced.times]).toEqual([1, 2, 3]);
    expect([...reduced.values]).toEqual([7, 8, 9]);
  });

  it("keeps a spike of one sample, up or down, wherever it is", () => {
    const times = seconds(10_000);
    for (const at of [0, 1, 4_999, 5_003, 9_998, 9_999]) {
      for (const spike of [1e9, -1e9]) {
        const values = new Float64Array(10_000).fill(5);
        values[at] = spike;
        const reduced = reduceSeries(times, values, { maxPoints: 100 });
        const where = reduced.values.indexOf(spike);
        expect(reduced.times[where]).toBe(at * 1000);
        expect(reduced.values.length).toBeLessThanOrEqual(100);
      }
    }
  });

  it("breaks the line once at each gap, also inside one bucket", () => {
    const times = seconds(1_000);
    const values = new Float64Array(1_000).fill(1);
    const gaps = [
      { fromMillis: 100_000, toMillis: 100_900 },
      { fromMillis: 500_200, toMillis: 500_900 },
      { fromMillis: 998_500, toMillis: null },
    ];
    for (const maxPoints of [40, 5_000]) {
      const reduced = reduceSeries(times, values, { maxPoints, gaps });
      const breaks = [...reduced.values].filter((value) => Number.isNaN(value));
      expect(breaks).toHaveLength(3);
    }
    const whole = reduceSeries(times, values, { maxPoints: 5_000, gaps });
    expect(whole.values[101]).toBeNaN();
    expect(whole.times[101]).toBe(100_500);
  });

  it("keeps one point beyond each end of the range, to draw towards", () => {
    const times = seconds(100);
    const reduced = reduceSeries(times, times, {
      fromMillis: 10_500,
      toMillis: 12_500,
      maxPoints: 10,
    });
    expect([...reduced.times]).toEqual([10_000, 11_000, 12_000, 13_000]);
  });

  it("answers an empty series and a range beyond the data", () => {
    const none = new Float64Array();
    expect(reduceSeries(none, none, { maxPoints: 10 }).times).toHaveLength(0);
    const times = seconds(5);
    const after = reduceSeries(times, times, {
      fromMillis: 1e9,
      maxPoints: 10,
    });
    expect([...after.times]).toEqual([4000]);
  });

  it("never loses the ends or the extremes, never exceeds its budget", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 5_000 }),
            fc.oneof(
              { weight: 9, arbitrary: fc.double({ noNaN: true }) },
              { weight: 1, arbitrary: fc.constant(NaN) },
            ),
          ),
          { minLength: 1, maxLength: 400 },
        ),
        fc.integer({ min: 10, max: 120 }),
        (steps, maxPoints) => {
          let at = 0;
          const times = Float64Array.from(steps, ([step]) => (at += step));
          const values = Float64Array.from(steps, ([, value]) => value);
          const reduced = reduceSeries(times, values, { maxPoints });
          expect(reduced.times.length).toBeLessThanOrEqual(maxPoints);
          expect([...reduced.times]).toEqual(
            [...reduced.times].sort((a, b) => a - b),
          );
          expect(reduced.times[0]).toBe(times[0]);
          expect(reduced.times.at(-1)).toBe(times.at(-1));
          const known = [...values].filter((value) => !Number.isNaN(value));
          const kept = [...reduced.values].filter((v) => !Number.isNaN(v));
          if (known.length === 0) return;
          expect(Math.max(...kept)).toBe(Math.max(...known));
          expect(Math.min(...kept)).toBe(Math.min(...known));
        },
      ),
    );
  });
});
