// A real profile, damaged in every way a disk, a proxy or a person damages one.

import { readFile, writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TrivetError } from "../../src/core/errors.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { buildTopTable } from "../../src/core/pprof/top-table.ts";
import { InProcessProfileEngine } from "../../src/node/profile-engine/in-process-engine.ts";
import { makeProfiles } from "../support/profile-oracle.ts";
import { runCli } from "../support/run-cli.ts";

let folder: string;
let packed: Buffer;
let plain: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-damaged-"));
  const path = await makeProfiles(folder);
  packed = await readFile(path("before", "heap"));
  plain = gunzipSync(packed);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Decodes and reports; a damaged profile may still be one, but nothing else than a TrivetError may come out. */
function tryAll(bytes: Uint8Array): TrivetError | null {
  try {
    const profile = decodeProfile(bytes);
    if (profile.sampleTypes.length > 0)
      buildTopTable(profile, { granularity: "lines", cum: false });
    return null;
  } catch (error) {
    if (error instanceof TrivetError) return error;
    throw error;
  }
}

describe("a real profile", () => {
  it("cut at every byte is never accepted, and never anything but an error with an offset", () => {
    const codes = new Map<string, number>();
    for (let length = 0; length < plain.length; length++) {
      const error = tryAll(plain.subarray(0, length));
      if (error === null) throw new Error(`accepted when cut at ${length}`);
      expect(error.detail["offset"]).toBeLessThanOrEqual(length);
      codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
    }
    // Cuts between two fields leave references to what is missing; all others end inside one.
    expect(codes.get("profile-truncated")).toBeGreaterThan(plain.length * 0.8);
    expect([...codes.keys()].sort()).toEqual([
      "profile-malformed",
      "profile-truncated",
    ]);
  });

  it("with any one bit flipped neither crashes nor hangs", () => {
    const started = performance.now();
    let refused = 0;
    for (let at = 0; at < plain.length; at++)
      for (const bit of [0, 3, 7]) {
        const copy = Uint8Array.from(plain);
        copy[at]! ^= 1 << bit;
        if (tryAll(copy) !== null) refused++;
      }
    expect(refused).toBeGreaterThan(plain.length / 2);
    expect(performance.now() - started).toBeLessThan(100_000);
  });

  it("gzipped and cut at every byte is truncated", async () => {
    const engine = new InProcessProfileEngine();
    for (let length = 2; length < packed.length; length += 7)
      await expect(
        engine.load("x", packed.subarray(0, length)),
      ).rejects.toMatchObject({
        code: "profile-truncated",
        detail: { offset: length },
      });
  });
});

describe("trivet profile top of a bad file", () => {
  async function top(name: string, bytes: Uint8Array, ...more: string[]) {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return runCli(["profile", "top", path, ...more]);
  }

  it("names file, code and offset, and exits 1", async () => {
    const { code, stdout, stderr } = await top(
      "half.pb.gz",
      packed.subarray(0, 700),
    );
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^error\[profile-truncated\]: .*half\.pb\.gz: profile cut off at byte 700: its gzip stream does not end\n.+\n$/,
    );
  });

  it("says the same as JSON", async () => {
    const { code, stdout } = await top(
      "half.pb",
      plain.subarray(0, 700),
      "--json",
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: "profile-truncated",
        detail: { offset: expect.any(Number) as number },
      },
    });
  });

  it.each([
    [
      "a text cut off in a row",
      () => Buffer.from("heap profile: 1: 2 [3: 4] @ heap/1048576\n1: 2 [3"),
      "profile-malformed",
    ],
    ["nothing", () => Buffer.alloc(0), "profile-empty"],
    ["noise", () => Buffer.from([0x12, 0x02, 0x07, 0x07]), "profile-malformed"],
    [
      "a bomb",
      () => gzipSync(Buffer.alloc(300 * 1024 * 1024)),
      "profile-too-large",
    ],
  ] as const)("refuses %s", async (name, bytes, code) => {
    const result = await top(name.replaceAll(" ", "-"), bytes());
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`error[${code}]: `);
  });

  it("refuses two profiles that measure different things", async () => {
    const heap = join(folder, "before.heap.pb.gz");
    const goroutine = join(folder, "before.goroutine.pb.gz");
    const result = await runCli(["profile", "top", heap, "--base", goroutine]);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(
      /^error\[profile-incompatible\]: the profiles cannot be compared: they have no sample type in common/,
    );
  });

  it("refuses what is not there, and wrong usage", async () => {
    const missing = await runCli([
      "profile",
      "top",
      join(folder, "none.pb.gz"),
    ]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(
      /^error\[not-found\]: no file .*none\.pb\.gz/,
    );
    const heap = join(folder, "before.heap.pb.gz");
    for (const args of [
      [],
      ["peek", heap],
      ["top"],
      ["peek", "(", heap],
      ["list", heap],
      ["proto", heap],
      ["tree", heap, "--output", "x"],
      ["convert", heap, "--to", "svg"],
      ["top", heap, "--to", "proto"],
      ["top", heap, "--focus", "main("],
      ["top", heap, "--tag-focus", "bytes=["],
      ["dot", heap, "--node-fraction", "2"],
      ["top", heap, "--base", heap, "--diff-base", heap],
      ["top", heap, "--normalize"],
      ["top", heap, "--granularity", "modules"],
      ["top", heap, "--node-count", "-1"],
      ["diff", heap],
      ["diff", heap, heap, "--base", heap],
    ]) {
      const result = await runCli(["profile", ...args]);
      expect(result.stderr).toMatch(/^error\[usage\]: /);
      expect(result.code).toBe(2);
    }
  });
});
