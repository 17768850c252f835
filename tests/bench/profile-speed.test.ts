// Decoding, comparing and laying out large profiles, in CPU time. pprof-format is the decoder that
// JavaScript tools use.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { Profile as PprofFormat } from "pprof-format";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { buildFlameView } from "../../src/core/pprof/flame-view.ts";
import { buildTopTable } from "../../src/core/pprof/top-table.ts";
import { bundleForNode } from "../support/bundle.ts";
import type { ComparisonCost } from "./support/compare-once.ts";
import {
  leastCpu,
  megabytes,
  milliseconds,
  printTable,
  times,
} from "./support/measure.ts";
import { writeLargeProfile } from "./support/profile-file.ts";

/** The window's: half a pixel of a 4K screen. */
const minFraction = 1 / 7680;

interface LargeFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly zipped: Uint8Array;
}

const files = new Map<string, LargeFile>();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trivet-profile-speed-"));
  for (const [name, kind, samples, seed] of [
    ["100,000 realistic", "realistic", 100_000, 1],
    ["300,000 realistic", "realistic", 300_000, 2],
    ["100,000 adversarial", "adversarial", 100_000, 3],
    ["100,000 of another run", "realistic", 100_000, 4],
  ] as const) {
    const bytes = writeLargeProfile({ kind, samples, seed });
    files.set(name, { name, bytes, zipped: gzipSync(bytes) });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string): LargeFile {
  return files.get(name)!;
}

describe("a large profile", () => {
  it("decodes at least five times as fast as pprof-format", () => {
    const rows: (string | number)[][] = [];
    const ratios: number[] = [];
    for (const { name, bytes, zipped } of files.values()) {
      const own = leastCpu(5, () => decodeProfile(bytes));
      const other = leastCpu(3, () => PprofFormat.decode(bytes));
      expect(own.result.samples.count).toBe(other.result.sample.length);
      expect(own.result.samples.stack.length).toBe(
        other.result.sample.reduce((sum, s) => sum + s.locationId.length, 0),
      );
      ratios.push(other.ms / own.ms);
      rows.push([
        name,
        megabytes(zipped.length),
        megabytes(bytes.length),
        milliseconds(leastCpu(3, () => gunzipSync(zipped)).ms),
        milliseconds(own.ms),
        milliseconds(other.ms),
        times(other.ms / own.ms),
      ]);
    }
    printTable("Decoding, goal at least 5×", [
      [
        "samples",
        "gzipped",
        "plain",
        "gunzip",
        "Trivet",
        "pprof-format",
        "ratio",
      ],
      ...rows,
    ]);
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(5);
  });

  it("is compared with another in two and a half decodes", async () => {
    const paths = ["100,000 realistic", "100,000 of another run"].map(
      (name, index) => {
        const path = join(folder, `${index}.pb.gz`);
        writeFileSync(path, file(name).zipped);
        return path;
      },
    );
    const script = await bundleForNode(
      resolve(import.meta.dirname, "support/compare-once.ts"),
      folder,
    );
    const { unpackMs, decodeMs, differences } = JSON.parse(
      execFileSync(process.execPath, [script, ...paths], { encoding: "utf8" }),
    ) as ComparisonCost;
    printTable("Difference of two profiles, goal at most 2.5×", [
      [
        "mode",
        "difference",
        "one decode",
        "ratio",
        "from two files",
        "samples",
      ],
      ...differences.map(({ mode, ms, samples }) => [
        mode,
        milliseconds(ms),
        milliseconds(decodeMs),
        times(ms / decodeMs),
        times(2 + ms / (decodeMs + unpackMs)),
        samples,
      ]),
    ]);
    for (const { ms, samples } of differences) {
      expect(samples).toBeGreaterThan(150_000);
      expect(ms / decodeMs).toBeLessThanOrEqual(2.5);
    }
  });

  it("is laid out as fast when no two stacks are alike", () => {
    const measured = [
      "100,000 realistic",
      "300,000 realistic",
      "100,000 adversarial",
    ].map((name) => {
      const { zipped } = file(name);
      const { ms, result } = leastCpu(3, () =>
        buildFlameView(decodeProfile(gunzipSync(zipped)), {
          granularity: "filefunctions",
          minFraction,
          zoom: [],
        }),
      );
      const top = leastCpu(3, () =>
        buildTopTable(decodeProfile(gunzipSync(zipped)), {
          granularity: "functions",
          cum: false,
        }),
      );
      return { name, ms, top: top.ms, view: result };
    });
    printTable("From a gzipped file to a flame view and to a table", [
      ["samples", "flame view", "table", "frames", "nodes left out"],
      ...measured.map(({ name, ms, top, view }) => [
        name,
        milliseconds(ms),
        milliseconds(top),
        view.name.length,
        view.dropped,
      ]),
    ]);
    const [realistic, , adversarial] = measured;
    expect(adversarial!.view.dropped).toBeGreaterThan(2_000_000);
    expect(adversarial!.ms / realistic!.ms).toBeLessThanOrEqual(1.5);
  });
});
