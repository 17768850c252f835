// The same helpers on the oldest Go that is promised: layouts come from the executable, so nothing here is per version.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSpanCensus } from "../../src/core/go-runtime/parse-span-census.ts";
import {
  GdbHarness,
  expectFree,
  readMemStat,
  size,
  targetOf,
} from "../support/gdb-harness.ts";
import { buildGo, goAt } from "../support/go-program.ts";
import { findGo } from "../support/go-toolchains.ts";

const oldest = "1.19";
const root = await findGo(oldest);
let folder: string;
let binary: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-gdb-"));
  binary = path.join(folder, "gateway");
  if (root !== null)
    await buildGo(goAt(root), binary, {
      folder: path.resolve(import.meta.dirname, "../../resources/demo/gateway"),
    });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(root === null)(`Go ${oldest}`, () => {
  it("lists goroutines, walks stacks and counts spans", async () => {
    const child = spawn(binary, ["-rate=100"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const harness = new GdbHarness();
    try {
      const line = await new Promise<string>((resolve) =>
        child.stdout.once("data", (data) => resolve(String(data))),
      );
      const { url, pid } = JSON.parse(line) as { url: string; pid: number };
      const estimate = await harness.session.estimate(targetOf(pid, url));
      expect(estimate.basis).toBe("static-binary");
      await harness.session.attach(targetOf(pid, url), size);

      const list = await harness.type("go-goroutines", /\d+ goroutines/);
      expect(list).toMatch(/ 1 {2}waiting .* main\.run \(runtime\.main\)/);
      expect(list).toContain("main.(*gateway).work");
      expect(
        await harness.type("go-goroutines --groups", /\d+ goroutines/),
      ).toMatch(
        // Of the eight some may just be at work.
        /[2-8] {2}waiting {4}chan receive .*main\.\(\*gateway\)\.work/,
      );
      expect(await harness.type("go-stack 1", /runtime\.goexit/)).toMatch(
        /main\.main \(\) at .*main\.go:\d+/,
      );
      // The runtime's own script was unpacked beside its sources.
      expect(await harness.type("info goroutines", /gopark/)).toContain(
        "waiting",
      );

      await harness.session.resume();
      for (let round = 0; ; round++) {
        const gcs = await readMemStat(url, "NumGC");
        const before = await readMemStat(url, "HeapInuse");
        const snapshot = await harness.session.takeSpans();
        const after = await readMemStat(url, "HeapInuse");
        if ((await readMemStat(url, "NumGC")) !== gcs && round < 20) continue;
        const census = parseSpanCensus(
          new TextDecoder().decode(
            await harness.journal.readEvidence(snapshot.member),
          ),
        );
        expect(census.goVersion).toMatch(/^go1\.19/);
        expect(census.numGc).toBe(gcs);
        const slack = 64 * 8192;
        expect(census.heapInUseBytes).toBeGreaterThanOrEqual(before - slack);
        expect(census.heapInUseBytes).toBeLessThanOrEqual(after + slack);
        break;
      }
      await harness.session.detach();
      await expectFree(pid, url);
    } finally {
      await harness.session.close();
      const exited = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await exited;
    }
  });
});
