// Two profiles read and compared, by turns, in a process of its own: nobody else's garbage is collected meanwhile. What it
// took, as JSON. Run by profile-speed.test.ts.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { compareProfiles } from "../../../src/core/pprof/compare.ts";
import { decodeProfile } from "../../../src/core/pprof/decode.ts";
import { leastCpu } from "./measure.ts";

export interface ComparisonCost {
  readonly unpackMs: number;
  readonly decodeMs: number;
  readonly differences: readonly {
    readonly mode: "diff-base" | "base";
    readonly ms: number;
    readonly samples: number;
  }[];
}

const rounds = 12;
const [before, after] = process.argv.slice(2).map((path) => readFileSync(path));
const plain = gunzipSync(before!);
const first = decodeProfile(plain);
const second = decodeProfile(gunzipSync(after!));
const works = {
  unpack: () => gunzipSync(before!),
  decode: () => decodeProfile(plain),
  "diff-base": () =>
    compareProfiles(first, second, { mode: "diff-base", normalize: false }),
  base: () =>
    compareProfiles(first, second, { mode: "base", normalize: false }),
};
const least = {
  unpack: Infinity,
  decode: Infinity,
  "diff-base": Infinity,
  base: Infinity,
};
for (let round = 0; round < rounds; round++)
  for (const name of Object.keys(works) as (keyof typeof works)[])
    least[name] = Math.min(least[name], leastCpu<unknown>(1, works[name]).ms);
const cost: ComparisonCost = {
  unpackMs: least.unpack,
  decodeMs: least.decode,
  differences: (["diff-base", "base"] as const).map((mode) => ({
    mode,
    ms: least[mode],
    samples: works[mode]().samples.count,
  })),
};
process.stdout.write(JSON.stringify(cost));
