// Holds what was read from a target's memory against what the target wrote down at the same stop.

import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import type { GoroutineRecord } from "../../src/core/go-runtime/goroutine-records.ts";
import type { RuntimeMemStats } from "../../src/core/go-runtime/read-memstats.ts";
import type { SpanReport } from "../../src/core/go-runtime/read-spans.ts";
import { parseGoroutineDumps } from "../../src/core/goroutines/parse-dump.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { int64At } from "../../src/core/pprof/int64-column.ts";
import type { Truth } from "./memory-target.ts";

interface BySize {
  readonly Size: number;
  readonly Mallocs: number;
  readonly Frees: number;
}

/** Every field of MemStats but those that only say what was linked in. */
export function checkMemStats(seen: RuntimeMemStats, truth: Truth): void {
  const told = truth.memstats as Readonly<Record<string, number>>;
  const named: Readonly<Record<string, number>> = {
    Alloc: seen.alloc,
    TotalAlloc: seen.totalAlloc,
    Sys: seen.sys,
    Mallocs: seen.mallocs,
    Frees: seen.frees,
    HeapAlloc: seen.heapAlloc,
    HeapSys: seen.heapSys,
    HeapIdle: seen.heapIdle,
    HeapInuse: seen.heapInuse,
    HeapReleased: seen.heapReleased,
    HeapObjects: seen.heapObjects,
    StackInuse: seen.stackInuse,
    StackSys: seen.stackSys,
    MSpanInuse: seen.mspanInuse,
    MSpanSys: seen.mspanSys,
    MCacheInuse: seen.mcacheInuse,
    MCacheSys: seen.mcacheSys,
    BuckHashSys: seen.buckHashSys,
    GCSys: seen.gcSys,
    OtherSys: seen.otherSys,
    NextGC: seen.nextGc,
    LastGC: Number(seen.lastGcNs),
    PauseTotalNs: seen.pauseTotalNs,
    NumGC: seen.numGc,
    NumForcedGC: seen.numForcedGc,
    GCCPUFraction: seen.gcCpuFraction,
  };
  const expected = Object.fromEntries(
    Object.keys(named).map((name) => [name, told[name]]),
  );
  expect(named).toEqual(expected);
  const pauses = truth.memstats["PauseNs"] as readonly number[];
  const newest = (seen.numGc + 255) % 256;
  expect(seen.pausesNs[0]).toBe(pauses[newest]);
  expect(seen.pausesNs).toHaveLength(Math.min(256, seen.numGc));
  const classes = truth.memstats["BySize"] as readonly BySize[];
  expect(seen.bySize.slice(0, classes.length)).toEqual(
    classes.map(({ Size, Mallocs, Frees }) => ({
      size: Size,
      mallocs: Mallocs,
      frees: Frees,
    })),
  );
  expect(seen.heapMarked).toBeGreaterThan(0);
  expect(seen.heapLive).toBeGreaterThanOrEqual(seen.heapMarked);
}

/** Objects of each size, and all pages. */
export function checkSpans(seen: SpanReport, truth: Truth): void {
  expect(seen.heapInUseBytes).toBe(truth.memstats["HeapInuse"]);
  expect(seen.numGc).toBe(truth.memstats["NumGC"]);
  const told = (truth.memstats["BySize"] as readonly BySize[])
    .map(({ Size, Mallocs, Frees }) => [Size, Mallocs - Frees] as const)
    .filter(([size, count]) => size > 0 && count > 0);
  const sizes = new Set(told.map(([size]) => size));
  const bySize = new Map<number, number>();
  for (const { sizeClass, objectSize, objects } of seen.classes)
    if (sizeClass > 0 && objects > 0)
      bySize.set(objectSize, (bySize.get(objectSize) ?? 0) + objects);
  // MemStats stops at 61 classes, the runtime has 68.
  const largest = Math.max(...sizes);
  const counted = [...bySize].filter(([size]) => size <= largest);
  expect(counted.sort((a, b) => a[0] - b[0])).toEqual(told);
  const level = (name: "cachedSpans" | "partialSpans" | "fullSpans"): number =>
    seen.classes.reduce((sum, item) => sum + item[name], 0);
  const all = seen.classes.reduce((sum, { spans }) => sum + spans, 0);
  const placed =
    level("cachedSpans") + level("partialSpans") + level("fullSpans");
  expect(placed).toBeLessThanOrEqual(all);
  // Right after a collection every span was swept into a list, but for those being used this moment.
  expect(all - placed).toBeLessThanOrEqual(Math.max(40, all / 10));
}

/** Every goroutine that the dump has: id, state, creator, and each frame that it shows, with file and line. */
export function checkGoroutines(
  seen: readonly GoroutineRecord[],
  truth: Truth,
): void {
  const [dump] = parseGoroutineDumps(truth.stacks);
  const told = dump!.goroutines;
  const own = seen.filter(({ system }) => !system);
  expect(own.map(({ id }) => id)).toEqual(
    told.map(({ id }) => Number(id)).sort((a, b) => a - b),
  );
  const byId = new Map(own.map((goroutine) => [goroutine.id, goroutine]));
  for (const record of told) {
    const goroutine = byId.get(Number(record.id))!;
    // The one that wrote the dump has gone on to stop itself.
    if (record.state === "running") {
      expect(goroutine.frames.map(({ function: name }) => name)).toContain(
        "main.take",
      );
      continue;
    }
    const state =
      goroutine.status === "waiting" ? goroutine.waitReason : goroutine.status;
    expect(state).toBe(record.state);
    expect(goroutine.stack).toBe("complete");
    const usual = goroutine.frames.filter((_, index) =>
      isShown(goroutine, index),
    );
    // Where that leaves nothing, everything is printed: of a C thread's goroutine while the thread is in C.
    const shown = (usual.length === 0 ? goroutine.frames : usual).map(
      ({ function: name, file, line }) => ({
        function: printed(name),
        file,
        line,
      }),
    );
    const expected = record.stack.frames.map(
      ({ function: name, file, line }) => ({ function: name, file, line }),
    );
    const elided = record.stack.elided;
    // Go 1.19 walks 100 frames, those that it does not print among them, and then does not say that it stopped.
    const isCut = elided === null && expected.length > 90;
    if (isCut) expect(shown.slice(0, expected.length)).toEqual(expected);
    else if (elided === null) expect(shown).toEqual(expected);
    else {
      // Since Go 1.21 the innermost and the outermost 50 are printed, before only the innermost 100.
      expect(shown.slice(0, elided.after)).toEqual(
        expected.slice(0, elided.after),
      );
      const tail = expected.slice(elided.after);
      expect(shown.slice(shown.length - tail.length)).toEqual(tail);
    }
    const { createdBy } = record;
    expect(goroutine.createdBy === null).toBe(createdBy === null);
    if (createdBy === null || goroutine.createdBy === null) continue;
    expect({
      function: printed(goroutine.createdBy.function),
      file: goroutine.createdBy.file,
      line: goroutine.createdBy.line,
      parent: goroutine.createdBy.goroutine,
    }).toEqual({
      function: createdBy.frame.function,
      file: createdBy.frame.file,
      line: createdBy.frame.line,
      parent: createdBy.parent === null ? null : Number(createdBy.parent),
    });
  }
}

/** runtime.showframe: the runtime's own functions are left out unless exported, and `panic` is always there. */
function isShown({ frames }: GoroutineRecord, index: number): boolean {
  const name = frames[index]!.function;
  if (name === "runtime.gopanic") return index > 0;
  if (!name.includes(".")) return false;
  return !name.startsWith("runtime.") || /^runtime\.(?:\(\*?)?[A-Z]/.test(name);
}

/** Type arguments are printed as dots, and runtime.gopanic as what people wrote. */
function printed(name: string): string {
  return name === "runtime.gopanic" ? "panic" : name.replace(/\[.*\]/, "[...]");
}

export type Values = ReadonlyMap<string, readonly number[]>;

/**
 * Values of each stack, with functions, files and lines. Without those that are all zero: the runtime writes a sample of
 * which nothing is published yet.
 */
export function valuesByStack(gzipped: Uint8Array): Values {
  const profile = decodeProfile(gunzipSync(gzipped));
  const { samples, locations, lines, functions, strings } = profile;
  const types = profile.sampleTypes.length;
  const sums = new Map<string, number[]>();
  for (let sample = 0; sample < samples.count; sample++) {
    const frames: string[] = [];
    for (
      let at = samples.stackStart[sample]!;
      at < samples.stackStart[sample + 1]!;
      at++
    ) {
      const location = samples.stack[at]!;
      const start = locations.lineStart[location]!;
      for (
        let line = start;
        line < start + locations.lineCount[location]!;
        line++
      ) {
        const index = lines.function[line]!;
        frames.push(
          `${strings.get(functions.name[index]!)} ${strings.get(functions.file[index]!)}:${lines.line[line]}`,
        );
      }
      frames.push("|");
    }
    const start = samples.labelStart[sample]!;
    const size = int64At(profile.labels.number, start);
    const key = `${size} ${frames.join(";")}`;
    const values = Array.from({ length: types }, (_, type) =>
      Number(int64At(samples.values, sample * types + type)),
    );
    if (values.every((value) => value === 0)) continue;
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, values);
    else values.forEach((value, type) => (sum[type]! += value));
  }
  return sums;
}
