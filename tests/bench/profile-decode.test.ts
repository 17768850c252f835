// Decoding a large profile against pprof-format, the decoder that JavaScript tools use. Both in one run on one machine
// and in CPU time: only their ratio counts, and not what else the machine does.

import { Profile as PprofFormat } from "pprof-format";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { buildFlameView } from "../../src/core/pprof/flame-view.ts";
import { buildTopTable } from "../../src/core/pprof/top-table.ts";
import { compareProfiles } from "../../src/core/pprof/compare.ts";
import { encodeProfile } from "../support/profile-encode.ts";
import { generateProfile } from "../support/profile-generate.ts";

let bytes: Uint8Array;

beforeAll(() => {
  bytes = encodeProfile(
    generateProfile({ samples: 100_000, depth: 50, functions: 4000 }),
  );
});

/** Milliseconds of CPU, garbage collection in other threads included. */
function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const started = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(started);
  return { ms: (user + system) / 1000, result };
}

describe("a profile of 100,000 samples, 50 frames each", () => {
  it("decodes at least three times as fast as pprof-format", () => {
    // One after the other: each pays for collecting its own garbage only.
    const rounds = [1, 2, 3, 4, 5];
    const ours = rounds.map(() => timed(() => decodeProfile(bytes)));
    const theirs = rounds.map(() => timed(() => PprofFormat.decode(bytes)));
    expect(ours[0]?.result.samples.count).toBe(theirs[0]?.result.sample.length);
    const own = Math.min(...ours.map(({ ms }) => ms));
    const other = Math.min(...theirs.map(({ ms }) => ms));
    console.log(
      `${(bytes.length / 1e6).toFixed(1)} MB: ${own.toFixed(0)} ms, pprof-format ${other.toFixed(0)} ms, ratio ${(other / own).toFixed(1)}`,
    );
    expect(other / own).toBeGreaterThanOrEqual(3);
  });

  it("is reported in a small multiple of its decoding", () => {
    const decode = timed(() => decodeProfile(bytes));
    const profile = decode.result;
    const top = timed(() =>
      buildTopTable(profile, { granularity: "functions", cum: false }),
    );
    const flame = timed(() =>
      buildFlameView(profile, {
        granularity: "filefunctions",
        minFraction: 0.0005,
        zoom: [],
      }),
    );
    const difference = timed(() =>
      compareProfiles(profile, profile, {
        mode: "diff-base",
        normalize: false,
      }),
    );
    console.log(
      `decode ${decode.ms.toFixed(0)} ms, top ${top.ms.toFixed(0)} ms, flame ${flame.ms.toFixed(0)} ms (${flame.result.name.length} frames, ${flame.result.dropped} dropped), merge ${difference.ms.toFixed(0)} ms`,
    );
    expect(top.ms).toBeLessThan(decode.ms * 20);
    expect(difference.result.samples.count).toBeGreaterThan(100_000);
  });
});
