// Leaks whose end is known, for the prediction of the limit: memory's course until it meets it, at the flight recorder's
// pace, from a seed.

import {
  predictLimit,
  type LimitPrediction,
} from "../../src/core/flight/predict-limit.ts";

const stepSeconds = 0.04;
const MB = 1e6;

export function randomFrom(seed: number): () => number {
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

/** Bytes a second at a second of the run. */
export type Rate = (seconds: number) => number;
export type LeakKind = (random: () => number) => Rate;

/** From 5 to 200 MB/s, each decade as likely. */
const evenRate = (random: () => number): number =>
  5 * MB * Math.exp(random() * Math.log(40));

export const even: LeakKind = (random) => {
  const rate = evenRate(random);
  return () => rate;
};

export const uneven: Readonly<Record<string, LeakKind>> = {
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

export interface PredictedRun {
  readonly prediction: LimitPrediction | null;
  /** From the moment predicted to the end, over the time that was left; null without a prediction. */
  readonly error: number | null;
  /** The end lay in the interval. */
  readonly isCovered: boolean;
  /** The interval's width over the time that was left; Infinity where it is open. */
  readonly width: number;
}

/** A run of 10 to 40 seconds that ends at its limit: what is predicted `lead` seconds before, against what came. */
export function predictOnce(
  rate: Rate,
  random: () => number,
  lead: number,
): PredictedRun {
  const seconds = 10 + 30 * random();
  const times: number[] = [];
  const used: number[] = [];
  let bytes = 50 * MB;
  for (let t = 0; t < seconds; t += stepSeconds) {
    bytes += rate(t) * stepSeconds;
    times.push(t * 1000);
    // What is allocated and freed between two samples only adds.
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
  return {
    prediction,
    ...judge(prediction, truth, truth - (times[cut - 1] ?? 0)),
  };
}

function judge(
  prediction: LimitPrediction | null,
  truth: number,
  leadMs: number,
): Omit<PredictedRun, "prediction"> {
  if (prediction === null)
    return { error: null, isCovered: false, width: Infinity };
  const { atMillis, earliestMillis, latestMillis } = prediction;
  const latest = latestMillis ?? Infinity;
  // Half a sample's period on either side: nothing is known closer than that.
  const slack = (stepSeconds * 1000) / 2;
  return {
    error: (atMillis - truth) / leadMs,
    isCovered: earliestMillis <= truth + slack && latest >= truth - slack,
    width: (latest - earliestMillis) / leadMs,
  };
}
