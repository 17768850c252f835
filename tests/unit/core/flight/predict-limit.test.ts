// Time to the limit on leaks whose end is known: even ones are met within a tenth, uneven ones lie within the interval
// nine times out of ten.

import { describe, expect, it } from "vitest";
import { predictLimit } from "../../../../src/core/flight/predict-limit.ts";

const stepSeconds = 0.04;
const leads = [5, 3, 1.7];
const MB = 1e6;

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Standard normal, Box and Muller's way. */
function normal(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(random() + 1e-12));
  return radius * Math.cos(2 * Math.PI * random());
}

type Rate = (seconds: number) => number;

const uneven: Readonly<Record<string, (random: () => number) => Rate>> = {
  "in waves": (random) => {
    const mean = 20 * MB * (1 + 4 * random());
    const period = 2 + 20 * random();
    const phase = 2 * Math.PI * random();
    return (t) =>
      mean * (1 + 0.3 * Math.sin((2 * Math.PI * t) / period + phase));
  },
  "that wanders": (random) => {
    let rate = 40 * MB;
    let until = 0;
    return (t) => {
      for (; until < t; until += 0.1)
        rate = Math.max(8 * MB, rate + 2 * MB * normal(random));
      return rate;
    };
  },
  "in bursts": (random) => {
    const turns = 0.05 + 0.3 * random();
    let isOn = true;
    let until = 0;
    return (t) => {
      for (; until < t; until += 0.2) if (random() < turns) isOn = !isOn;
      return (isOn ? 60 : 10) * MB;
    };
  },
  "that speeds up": () => (t) => 20 * MB * (1 + t / 20),
};

/** A run that ends at its limit; `lead` seconds before, what is predicted against what came. */
function predictOnce(rate: Rate, random: () => number, lead: number) {
  const seconds = 10 + 30 * random();
  const times: number[] = [];
  const used: number[] = [];
  let bytes = 50 * MB;
  for (let t = 0; t < seconds; t += stepSeconds) {
    bytes += rate(t) * stepSeconds;
    times.push(t * 1000);
    used.push(bytes + 0.3 * MB * Math.abs(normal(random)));
  }
  const limit = used.at(-1) ?? 0;
  const truth = times.at(-1) ?? 0;
  const cut = Math.round((seconds - lead) / stepSeconds);
  const prediction = predictLimit(
    times.slice(0, cut),
    used.slice(0, cut),
    limit,
  );
  return { prediction, truth, leadMs: truth - (times[cut - 1] ?? 0) };
}

describe.each(leads)("%d s before the limit", (lead) => {
  it("meets an even leak within a tenth of the time left", () => {
    const random = randomFrom(7);
    for (const rate of [5 * MB, 20 * MB, 200 * MB]) {
      const run = predictOnce(() => rate, random, lead);
      const error = Math.abs((run.prediction?.atMillis ?? 0) - run.truth);
      expect(error / run.leadMs).toBeLessThan(0.1);
    }
  });

  it.each(Object.keys(uneven))("has a leak %s in its interval", (name) => {
    const random = randomFrom(11);
    const runs = 100;
    let covered = 0;
    for (let i = 0; i < runs; i++) {
      const rate = uneven[name]?.(random) ?? (() => 0);
      const { prediction, truth } = predictOnce(rate, random, lead);
      const latest = prediction?.latestMillis ?? Infinity;
      if (prediction !== null && prediction.earliestMillis <= truth + 20)
        if (latest >= truth - 20) covered++;
    }
    expect(covered / runs).toBeGreaterThanOrEqual(0.9);
  });
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
