// The graph against what the program itself knows at the same stop: every object that MemStats counts, and the bytes that
// each variable holds, live and from a core, of programs with C and without. The oldest Go and the machine's own;
// TRIVET_ALL_GO=1 takes all at hand.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
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
import {
  holdersProfile,
  readHoldersProfile,
} from "../../src/core/object-graph/holders-profile.ts";
import {
  findGrowth,
  findSuspects,
} from "../../src/core/object-graph/leak-suspects.ts";
import { buildObjectGraph } from "../../src/core/object-graph/object-graph.ts";
import { pathTo, shortestWays } from "../../src/core/object-graph/paths.ts";
import { TypeTable } from "../../src/core/object-graph/type-table.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { encodeProfile } from "../../src/core/pprof/encode.ts";
import { SignalPauses } from "../../src/node/process-pause/signal-pauses.ts";
import {
  openInspection,
  type InspectTarget,
} from "../../src/services/inspect.ts";
import { takeHeap } from "../../src/services/object-graph.ts";
import {
  buildGraphProgram,
  chosenToolchains,
  GraphTarget,
} from "../support/graph-target.ts";
import {
  compareHolders,
  compareWithDump,
  largestHolders,
} from "../support/graph-against-dump.ts";
import { readHeapDump } from "../support/heap-dump.ts";
import {
  findToolchains,
  inspectPorts,
  programsOf,
} from "../support/memory-target.ts";

const run = promisify(execFile);
const toolchains = chosenToolchains(await findToolchains());

interface Taken {
  readonly typed: TypedGraph;
  readonly tree: HolderTree;
  readonly globals: readonly {
    readonly address: number;
    readonly size: number;
  }[];
  readonly pausedMs: number;
  readonly isApproximate: boolean;
}

async function take(
  target: InspectTarget,
  options: { readonly mayPause?: boolean } = {},
): Promise<Taken> {
  const inspection = await openInspection(inspectPorts(), target);
  try {
    const taken = await takeHeap(inspection, {
      pauses: options.mayPause === false ? null : new SignalPauses(),
      pid: "pid" in target ? target.pid : null,
      maxPauseMs: 20_000,
      monotonicMillis: () => performance.now(),
    });
    const graph = buildObjectGraph(taken.image);
    const debugTypes = await inspection.debugTypes();
    const types = new TypeTable(debugTypes);
    const globals = (debugTypes?.variables() ?? []).map(
      ({ address, type }) => ({ address, size: type.size }),
    );
    const { methodTables, pausedMs, isApproximate } = taken;
    const typed = assignTypes(graph, types, { methodTables });
    const tree = buildHolderTree(typed);
    return { typed, tree, globals, pausedMs, isApproximate };
  } finally {
    await inspection.close();
  }
}

function heldBy(tree: HolderTree): Readonly<Record<string, number>> {
  return Object.fromEntries(
    tree
      .children(0)
      .filter(({ kind }) => kind === "global")
      .map(({ label, retainedBytes }) => [label, retainedBytes]),
  );
}

const programs = programsOf(toolchains);

describe.each(programs)("Go $name", ({ toolchain, withC }) => {
  let folder: string;
  let binary: string;
  let target: GraphTarget;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "trivet-graph-"));
    binary = await buildGraphProgram(toolchain, "graph-target", folder, {
      withC,
    });
    target = await GraphTarget.start(binary);
  });
  afterAll(async () => {
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("counts what the program counts, live and from a core of the same stop", async () => {
    const core = path.join(folder, "core");
    const { seen, truth } = await target.atStop(async () => {
      const live = await take({ pid: target.pid });
      await run("gcore", ["-o", core, String(target.pid)], {
        timeout: 100_000,
      });
      return live;
    });
    const kept = await take({
      core: `${core}.${target.pid}`,
      executable: binary,
    });
    for (const { typed, tree, isApproximate } of [seen, kept]) {
      const { counts, bits } = typed.graph;
      expect(isApproximate).toBe(false);
      expect(counts.objects).toBe(truth.heapObjects);
      expect(counts.bytes).toBe(truth.heapAlloc);
      // Right after a collection everything that is allocated can be reached, but for what waits for a finalizer.
      expect(counts.liveObjects).toBeGreaterThanOrEqual(
        truth.heapObjects * 0.999,
      );
      expect(bits.conservativeObjects).toBeLessThan(10);
      const held = heldBy(tree);
      for (const [name, bytes] of Object.entries(truth.known))
        expect({ name, bytes: held[name] }).toEqual({ name, bytes });
    }
    // Two hold it: it is freed with neither.
    const shared = seen.tree
      .children(0)
      .find(({ kind, type }) => kind === null && type === "main.node");
    expect(shared).toMatchObject({ retainedObjects: 500 });
    const goroutines = seen.tree
      .children(0)
      .filter(
        ({ kind, label }) => kind === "goroutine" && /^main\./.test(label),
      )
      .map(({ label, retainedObjects }) => [label, retainedObjects]);
    expect(Object.fromEntries(goroutines)).toEqual({
      // Started by two go statements, and one holder: the wrappers that the compiler makes of them have no part in it.
      "main.worker": 2 * 513,
      ...(withC && {
        "main.insideC": 513,
        // Of frames on both sides of C.
        "main.throughC": 2 * 513,
        // On a thread that C started.
        "main.waitFromC": 513,
      }),
    });
  });

  it("sees the objects, pointers and holders that the runtime's own dump of the heap has", async () => {
    const file = path.join(folder, "dump");
    const { seen } = await target.atStop(() => take({ pid: target.pid }), file);
    const { graph } = seen.typed;
    const { dump, ...compared } = compareWithDump(graph, readHeapDump(file));
    expect(compared).toEqual({
      common: graph.counts.objects,
      onlyInGraph: 0,
      onlyInDump: 0,
      otherPointers: 0,
      otherValues: expect.any(Number) as number,
    });
    // Between the dump and the stop only the runtime itself goes on.
    expect(compared.otherValues).toBeLessThan(30);
    const reached = dump.reach();
    expect(reached.bytes / graph.counts.liveBytes).toBeCloseTo(1, 3);
    for (const { retainedBytes, lostBytes } of compareHolders(
      graph,
      dump,
      largestHolders(graph, 12),
    ))
      expect(lostBytes).toBe(retainedBytes);
    const roots = graph.image.roots.roots;
    const variables = seen.globals.flatMap((variable) => {
      const root = roots.findIndex(
        ({ address }) => address === variable.address,
      );
      const retained =
        root < 0 ? 0 : graph.retainedBytes[graph.nodeOfRoot(root)]!;
      return retained < 40_000 ? [] : [{ variable, retained }];
    });
    expect(variables.length).toBeGreaterThanOrEqual(4);
    for (const { variable, retained } of variables)
      expect(reached.bytes - dump.reach({ globals: [variable] }).bytes).toBe(
        retained,
      );
  });

  it("names holders by their fields, and types what they hold", async () => {
    const { seen } = await target.atStop(() => take({ pid: target.pid }));
    const { typed, tree } = seen;
    const names = findSuspects(tree).map(({ name }) => name);
    expect(names.slice(0, 2).sort()).toEqual([
      "main.current.cache.items[]",
      "main.list",
    ]);
    const rows = buildHistogram(typed);
    const objects = (type: string): number =>
      rows
        .filter((row) => row.type === type && row.isLive)
        .reduce((sum, row) => sum + row.objects, 0);
    expect(objects("main.item")).toBe(20_000);
    expect(objects("main.square")).toBe(1000);
    expect(objects("main.wide")).toBe(1);
    // The nodes of both workers' buffers hang on stacks, which have no types, unless their object says it.
    expect(objects("main.node")).toBeGreaterThanOrEqual(100_500);
    const current = tree
      .children(0)
      .find(({ label }) => label === "main.current")!;
    const [items] = tree.children(current.id);
    expect(items).toMatchObject({
      label: ".cache.items",
      type: "[]*main.item",
    });
    const [item] = tree.children(items!.id);
    expect(item).toMatchObject({
      label: "[]",
      type: "main.item",
      objects: 20_000,
    });
    const towards = shortestWays(typed.graph);
    const steps = pathTo(typed, towards, tree.children(item!.id)[0]!.example);
    expect(steps.map(({ label }) => label).join("")).toMatch(
      /^main\.current\.cache\.items\[\]\.(payload|name)$/,
    );
  });

  it("says what has grown since an earlier graph, also one that was written to a file", async () => {
    const before = await target.atStop(() => take({ pid: target.pid }));
    await target.command("grow 5000");
    const after = await target.atStop(() => take({ pid: target.pid }));
    const written = readHoldersProfile(
      decodeProfile(
        encodeProfile(
          holdersProfile(before.seen.tree, {
            timeMillis: 1,
            isApproximate: false,
          }),
        ),
      ),
    );
    for (const base of [before.seen.tree, written]) {
      const [top] = findGrowth(base, after.seen.tree);
      expect(top).toMatchObject({ name: "main.current.cache.items[]" });
      expect(top!.bytes - top!.beforeBytes).toBe(5000 * (64 + 128 + 32));
      expect(top!.objects - top!.beforeObjects).toBe(15_000);
      expect(top!.share).toBeGreaterThan(0.9);
    }
  });

  it("is approximate without a pause, and the target runs on", async () => {
    const { isApproximate, pausedMs, tree } = await take(
      { pid: target.pid },
      { mayPause: false },
    );
    expect(isApproximate).toBe(true);
    expect(pausedMs).toBe(0);
    expect(heldBy(tree)["main.list"]).toBe(4_800_000);
    expect(target.state()).not.toBe("T");
  });

  it("stops a busy target for the copy alone, and lets it run", async () => {
    await target.command("churn");
    const { isApproximate, pausedMs, typed, tree } = await take({
      pid: target.pid,
    });
    expect(isApproximate).toBe(false);
    expect(pausedMs).toBeGreaterThan(0);
    expect(target.state()).not.toBe("T");
    expect(heldBy(tree)["main.list"]).toBe(4_800_000);
    expect(typed.graph.image.unreadableBytes).toBe(0);
  });
});
