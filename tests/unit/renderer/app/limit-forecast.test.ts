import { describe, expect, it } from "vitest";
import { predictLimit } from "../../../../src/core/flight/predict-limit.ts";
import {
  forecastOf,
  memoryInUse,
} from "../../../../src/renderer/app/forecast.ts";

const MB = 1e6;
const seconds = Float64Array.from(
  { length: 120 },
  (_, second) => second * 1000,
);

describe("the forecast by memory's own course", () => {
  it("has the moment of a steady climb in its interval", () => {
    const used = seconds.map((at) => 100 * MB + (at / 1000) * MB);
    const now = seconds.at(-1) ?? 0;
    const forecast = forecastOf(predictLimit(seconds, used, 400 * MB), now);
    // 181 MB are left at 1 MB/s.
    expect(forecast?.low).toBeLessThanOrEqual(181_000);
    expect(forecast?.high).toBeGreaterThanOrEqual(181_000);
    expect(forecast?.high).toBeLessThan(250_000);
  });

  it("says nothing of a saw that goes nowhere", () => {
    const used = seconds.map((at) => 100 * MB + ((at / 1000) % 10) * 5 * MB);
    const now = seconds.at(-1) ?? 0;
    expect(forecastOf(predictLimit(seconds, used, 400 * MB), now)).toBeNull();
    expect(forecastOf(null, now)).toBeNull();
  });
});

describe("memoryInUse", () => {
  const column = (...values: number[]) => ({
    times: seconds.slice(0, values.length),
    values: Float64Array.from(values),
  });

  it("leaves the file cache out of a cgroup's usage", () => {
    const used = memoryInUse({
      cgroupCurrent: column(50, 60),
      cgroupFile: column(10, 15),
      rss: column(1, 2),
    });
    expect(used?.values).toEqual(Float64Array.of(40, 45));
  });

  it("is RSS without a cgroup, and nothing without either", () => {
    expect(memoryInUse({ rss: column(1, 2) })?.values).toEqual(
      Float64Array.of(1, 2),
    );
    expect(memoryInUse({})).toBeNull();
  });
});
