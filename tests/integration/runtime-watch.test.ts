// Heap profiles and counters from memory against what the program itself says over HTTP, on every Go version at hand.

import { mkdtempSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { int64At } from "../../src/core/pprof/int64-column.ts";
import { parseHeapText } from "../../src/core/memstats/parse-heap-text.ts";
import { parseGoroutineCount } from "../../src/services/watch-goroutine-count.ts";
import { MemoryRuntimeWatches } from "../../src/services/runtime-watch.ts";
import type { RuntimeWatch } from "../../src/services/ports/process-memory.ts";
import { buildGo } from "../support/go-program.ts";
import { findToolchains, inspectPorts } from "../support/memory-target.ts";
import { valuesByStack } from "../support/memory-truth.ts";

const toolchains = await findToolchains();

async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

function allocatedBytes(bytes: Uint8Array): number {
  const profile = decodeProfile(bytes);
  const types = profile.sampleTypes.length;
  let sum = 0;
  // alloc_space is the second of four.
  for (let sample = 1; sample <= profile.samples.count; sample++)
    sum += Number(int64At(profile.samples.values, sample * types - 3));
  return sum;
}

describe.each(toolchains)("Go $name", (toolchain) => {
  let folder: string;
  let url: string;
  let watch: RuntimeWatch;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "trivet-runtime-"));
    const binary = path.join(folder, "gateway");
    await buildGo(toolchain, binary, {
      folder: path.resolve("resources/demo/gateway"),
    });
    const child = spawn(binary, ["-leak=true", "-rate=150"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    stop = async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    };
    const lines = createInterface(child.stdout);
    const [line] = (await once(lines, "line")) as [string];
    url = (JSON.parse(line) as { url: string }).url;
    const { startTicks } = await new ProcfsInspector().identify(child.pid!);
    watch = await new MemoryRuntimeWatches({
      ...inspectPorts(),
      clock: new SystemClock(),
    }).open(child.pid!, startTicks);
  });
  afterAll(async () => {
    await watch?.close();
    await stop?.();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has the very profile that a forced collection gives, without forcing one", async () => {
    for (let attempt = 1; ; attempt++) {
      const before = (await watch.counters()).reading.values.numGc ?? 0;
      const told = await fetchBytes(`${url}/heap?gc=1`);
      const seen = await watch.heapProfile("collection");
      // A collection of its own came in between.
      if (seen.numGc !== before + 1 && attempt < 20) continue;
      expect(seen.numGc).toBe(before + 1);
      const values = valuesByStack(told);
      expect(valuesByStack(gzipSync(seen.bytes))).toEqual(values);
      expect(values.size).toBeGreaterThan(0);
      return;
    }
  });

  it("does not lag behind the heap as the plain profile does", async () => {
    // Some megabytes a second are allocated, the collector runs seldom. What was ever allocated cannot fall.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const plain = await fetchBytes(`${url}/heap`);
    const now = await watch.heapProfile("now");
    expect(allocatedBytes(now.bytes)).toBeGreaterThan(
      allocatedBytes(gunzipSync(plain)),
    );
  });

  it("counts what ReadMemStats counts at the same time", async () => {
    const told = async () => {
      const text = new TextDecoder().decode(
        await fetchBytes(`${url}/heap?debug=1`),
      );
      return parseHeapText(text).values;
    };
    const before = await told();
    const { reading, beyond, goroutines } = await watch.counters();
    const after = await told();
    for (const name of [
      "totalAlloc",
      "mallocs",
      "frees",
      "numGc",
      "numForcedGc",
      "lastGc",
    ] as const) {
      expect(reading.values[name], name).toBeGreaterThanOrEqual(before[name]!);
      expect(reading.values[name], name).toBeLessThanOrEqual(after[name]!);
    }
    expect(Object.keys(before).sort()).toEqual(
      [...Object.keys(reading.values), "lookups", "maxRss"].sort(),
    );
    expect(beyond["heapMarked"]).toBeGreaterThan(0);
    expect(beyond["gcPercent"]).toBe(100);
    const index = new TextDecoder().decode(await fetchBytes(`${url}/`));
    // Load of the demo comes and goes.
    expect(
      Math.abs(goroutines - (parseGoroutineCount(index) ?? 0)),
    ).toBeLessThan(20);
  });
});
