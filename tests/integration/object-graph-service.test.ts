// The graph of a service that nobody here wrote: the storage of Prometheus with a million series, live and from a core of
// the same stop, against MemStats, against what the storage itself counts, and against the Go runtime's own dump of that
// heap. Building it takes a minute, and the dump some gigabytes: on demand, TRIVET_SERVICE_SERIES=1000000.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  assignTypes,
  type TypedGraph,
} from "../../src/core/object-graph/assign-types.ts";
import { buildHistogram } from "../../src/core/object-graph/histogram.ts";
import {
  buildHolderTree,
  type HolderTree,
} from "../../src/core/object-graph/holder-tree.ts";
import { findSuspects } from "../../src/core/object-graph/leak-suspects.ts";
import { buildObjectGraph } from "../../src/core/object-graph/object-graph.ts";
import { TypeTable } from "../../src/core/object-graph/type-table.ts";
import { SignalPauses } from "../../src/node/process-pause/signal-pauses.ts";
import {
  openInspection,
  type InspectTarget,
} from "../../src/services/inspect.ts";
import { takeHeap } from "../../src/services/object-graph.ts";
import {
  megabytes,
  milliseconds,
  printTable,
} from "../bench/support/measure.ts";
import {
  compareHolders,
  compareWithDump,
  largestHolders,
} from "../support/graph-against-dump.ts";
import {
  buildGraphProgram,
  GraphTarget,
  type GraphTruth,
} from "../support/graph-target.ts";
import { readHeapDump } from "../support/heap-dump.ts";
import { inspectPorts } from "../support/memory-target.ts";

const run = promisify(execFile);
const series = Number(process.env["TRIVET_SERVICE_SERIES"] ?? 0);
/** Of counts: the storage's own goroutines go on between the dump and the stop. */
const tolerance = 0.001;

interface Taken {
  readonly typed: TypedGraph;
  readonly tree: HolderTree;
  readonly pausedMs: number;
  readonly copiedBytes: number;
  readonly tookMs: number;
}

async function take(target: InspectTarget): Promise<Taken> {
  const started = performance.now();
  const inspection = await openInspection(inspectPorts(), target);
  try {
    const taken = await takeHeap(inspection, {
      pauses: new SignalPauses(),
      pid: "pid" in target ? target.pid : null,
      maxPauseMs: 60_000,
      monotonicMillis: () => performance.now(),
    });
    const { methodTables, pausedMs } = taken;
    const typed = assignTypes(
      buildObjectGraph(taken.image),
      new TypeTable(await inspection.debugTypes()),
      { methodTables },
    );
    return {
      typed,
      tree: buildHolderTree(typed),
      pausedMs,
      copiedBytes: taken.estimate.bytes,
      tookMs: performance.now() - started,
    };
  } finally {
    await inspection.close();
  }
}

describe.runIf(series > 0)(`Prometheus with ${series} series`, () => {
  let folder: string;
  let target: GraphTarget;
  let live: Taken;
  /** Stopped by us, for the copy alone. */
  let running: Taken;
  let truth: GraphTruth;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "trivet-service-"));
    const binary = await buildGraphProgram(
      { name: "own", environment: {} },
      "prometheus-head",
      folder,
    );
    mkdirSync(path.join(folder, "data"));
    target = await GraphTarget.start(binary, [
      path.join(folder, "data"),
      String(series),
    ]);
    const stopped = await target.atStop(
      async () => {
        const seen = await take({ pid: target.pid });
        await run(
          "gcore",
          ["-o", path.join(folder, "core"), String(target.pid)],
          { timeout: 600_000 },
        );
        return seen;
      },
      path.join(folder, "dump"),
    );
    live = stopped.seen;
    truth = stopped.truth;
    running = await take({ pid: target.pid });
  }, 1_800_000);
  afterAll(async () => {
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const near = (value: number, expected: number): void => {
    expect(Math.abs(value / expected - 1)).toBeLessThan(tolerance);
  };

  it("counts what MemStats and the storage count, live and from a core", async () => {
    const kept = await take({
      core: path.join(folder, `core.${target.pid}`),
      executable: path.join(folder, "prometheus-head"),
    });
    expect(running.pausedMs).toBeGreaterThan(0);
    expect(target.state()).not.toBe("T");
    near(running.typed.graph.counts.liveObjects, truth.heapObjects);
    const rows = [live, kept, running].map(({ typed, tree, ...taken }) => {
      const { counts, edges, bits } = typed.graph;
      if (taken.pausedMs === 0) {
        near(counts.objects, truth.heapObjects);
        near(counts.bytes, truth.heapAlloc);
        expect(counts.liveObjects / counts.objects).toBeGreaterThan(0.99);
      }
      expect(bits.conservativeObjects).toBeLessThan(100);
      const perType = new Map<string, number>();
      for (const { type, objects, isLive } of buildHistogram(typed))
        if (isLive) perType.set(type, (perType.get(type) ?? 0) + objects);
      const memSeries = perType.get(
        "github.com/prometheus/prometheus/tsdb.memSeries",
      );
      expect(memSeries).toBe(truth.series);
      const [top] = findSuspects(tree);
      expect(top!.name).toMatch(/\.head\b/);
      return [
        truth.heapObjects,
        counts.objects,
        megabytes(truth.heapAlloc),
        megabytes(counts.bytes),
        edges,
        memSeries,
        megabytes(taken.copiedBytes),
        milliseconds(taken.pausedMs),
        milliseconds(taken.tookMs),
        `${top!.name}, ${megabytes(top!.retainedBytes)}`,
      ];
    });
    printTable(
      "Prometheus: stopped, from a core of the same stop, and running on",
      [
        [
          "HeapObjects",
          "objects",
          "HeapAlloc",
          "bytes",
          "pointers",
          "memSeries",
          "copied",
          "pause",
          "all",
          "first suspect",
        ],
        ...rows.map((row) => row.map((cell) => cell ?? "none")),
      ],
    );
    expect(kept.tree.nodes.length).toBe(live.tree.nodes.length);
    expect(findSuspects(kept.tree)).toEqual(findSuspects(live.tree));
  }, 600_000);

  it("has the objects, pointers and holders of the runtime's own dump", () => {
    const { graph } = live.typed;
    const { dump, ...compared } = compareWithDump(
      graph,
      readHeapDump(path.join(folder, "dump")),
    );
    const reached = dump.reach();
    const nodes = largestHolders(graph, 12);
    const holders = compareHolders(graph, dump, nodes);
    printTable("Against the runtime's dump", [
      ["", "graph", "dump"],
      ["objects", graph.counts.objects, dump.objects],
      ["in one only", compared.onlyInGraph, compared.onlyInDump],
      ["other words as pointers", compared.otherPointers, ""],
      ["another value", compared.otherValues, ""],
      ["reachable objects", graph.counts.liveObjects, reached.objects],
      ["reachable bytes", graph.counts.liveBytes, reached.bytes],
      ...holders.map(({ retainedBytes, lostBytes }, index) => [
        live.typed.types.at(live.typed.typeOf[nodes[index]!]!).name,
        retainedBytes,
        lostBytes,
      ]),
    ]);
    const { typeOf, types } = live.typed;
    expect(types.at(typeOf[nodes[0]!]!).name).toBe(
      "github.com/prometheus/prometheus/tsdb.DB",
    );
    const few = tolerance * graph.counts.objects;
    const fewer = Math.max(30, few / 100);
    expect(compared.onlyInGraph).toBeLessThan(few);
    expect(compared.onlyInDump).toBeLessThan(few);
    expect(compared.otherPointers).toBeLessThan(fewer);
    expect(compared.otherValues).toBeLessThan(fewer);
    near(graph.counts.liveObjects, reached.objects);
    near(graph.counts.liveBytes, reached.bytes);
    for (const { retainedBytes, lostBytes } of holders)
      near(retainedBytes, lostBytes);
  }, 600_000);
});
