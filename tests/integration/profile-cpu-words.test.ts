// CPU profiles in machine words: pprof reads the same files, and says the same of every sample, location and mapping.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TrivetError } from "../../src/core/errors.ts";
import { neverStop } from "../../src/core/pprof/profile.ts";
import { formatRaw } from "../../src/core/pprof/report/raw.ts";
import { readProfile } from "../../src/node/profile-engine/read-profile.ts";
import { findGo } from "../support/go-toolchains.ts";
import { pprofOf, pprofText } from "../support/profile-oracle.ts";

const newest = await findGo("1.27");
let folder: string;
let pprof: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-cpu-words-"));
  pprof = await pprofOf(newest);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Written {
  readonly size: 4 | 8;
  readonly littleEndian: boolean;
  readonly java?: boolean;
}

function write(
  form: Written,
  stacks: readonly (readonly [count: number, ...addresses: number[]])[],
  map: string,
): Uint8Array {
  const words = [0, 3, form.java === true ? 1 : 0, 10_000, 0];
  for (const [count, ...addresses] of stacks)
    words.push(count, addresses.length, ...addresses);
  words.push(0, 1, 0);
  const bytes = Buffer.alloc(words.length * form.size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  words.forEach((word, index) => {
    if (form.size === 8)
      view.setBigUint64(index * 8, BigInt(word), form.littleEndian);
    else view.setUint32(index * 4, word, form.littleEndian);
  });
  return Buffer.concat([bytes, Buffer.from(map)]);
}

const forms: readonly Written[] = ([4, 8] as const).flatMap((size) =>
  [true, false].map((littleEndian) => ({ size, littleEndian })),
);
const map = [
  "7f0000000000-7f0000010000 r-xp 00000000 08:01 99    /lib/libc.so.6",
  "00400000-00452000 r-xp 00000000 08:01 12345    /usr/bin/service",
  "00452000-00460000 r-xp 00052000 08:01 12345    /usr/bin/service",
  "00651000-00652000 r--p 00051000 08:01 12345    /usr/bin/service",
  "not a line of a map",
  "",
].join("\n");
const stacks = [
  [3, 0x401000, 0x401001, 0x402010, 0x403020],
  [1, 0x401500, 0x402010, 0x403020],
  [7, 0x455000, 0x402011, 0x403020, 0x900000],
  [2, 0x401000],
] as const;

describe("a CPU profile in words", () => {
  it.each(forms)("of %o is what pprof reads", async (form) => {
    for (const [index, own] of [
      stacks,
      // Nearly all have the same two frames below the leaf: the signal handler's.
      Array.from(
        { length: 70 },
        (_, at) =>
          [1 + at, 0x401000 + at, 0x44_0000, 0x44_1000, 0x402000] as const,
      ),
      [],
    ].entries())
      for (const text of [map, ""]) {
        const bytes = write(form, own, text);
        const file = join(folder, `${form.size}.${form.littleEndian}.${index}`);
        await writeFile(file, bytes);
        const profile = await readProfile(bytes, neverStop);
        // pprof has no report of a profile without samples.
        if (own.length === 0) expect(profile.samples.count).toBe(0);
        else
          expect(formatRaw(profile)).toBe(
            await pprofText(folder, ["-raw", "-symbolize=none", file], pprof),
          );
      }
  });

  it("cut at every byte, or of Java, is refused with an offset, or shorter", async () => {
    const whole = write(forms[2]!, stacks, map);
    const outcome = async (bytes: Uint8Array): Promise<string> => {
      try {
        return String((await readProfile(bytes, neverStop)).samples.count);
      } catch (error) {
        if (!(error instanceof TrivetError)) throw error;
        expect(error.detail["offset"]).toBeLessThanOrEqual(bytes.length);
        return error.code;
      }
    };
    const seen = new Set<string>();
    for (let length = 1; length < whole.length; length++)
      seen.add(await outcome(whole.subarray(0, length)));
    expect(seen).toContain("profile-truncated");
    expect(seen).toContain("4");
    expect(await outcome(write({ ...forms[2]!, java: true }, [], ""))).toBe(
      "profile-malformed",
    );
  });
});
