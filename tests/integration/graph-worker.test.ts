// A graph in its thread: taken from a live target, asked for its views, cancelled, compared, given up.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readHoldersProfile } from "../../src/core/object-graph/holders-profile.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { WorkerGraphs } from "../../src/node/object-graph/worker-graphs.ts";
import { SignalPauses } from "../../src/node/process-pause/signal-pauses.ts";
import { openInspection } from "../../src/services/inspect.ts";
import {
  loadGraph,
  type LoadedGraph,
} from "../../src/services/object-graph.ts";
import { bundleForNode } from "../support/bundle.ts";
import { buildGraphProgram, GraphTarget } from "../support/graph-target.ts";
import { inspectPorts } from "../support/memory-target.ts";

let folder: string;
let target: GraphTarget;
let graphs: WorkerGraphs;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-graph-worker-"));
  const script = await bundleForNode(
    path.resolve(
      import.meta.dirname,
      "../../src/node/object-graph/graph-worker.ts",
    ),
    folder,
  );
  graphs = new WorkerGraphs(script);
  const binary = await buildGraphProgram(
    { name: "own", environment: { GOTOOLCHAIN: "local" } },
    "graph-target",
    folder,
  );
  target = await GraphTarget.start(binary);
});
afterAll(async () => {
  await graphs.close();
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function load(id: string, signal?: AbortSignal): Promise<LoadedGraph> {
  const inspection = await openInspection(inspectPorts(), { pid: target.pid });
  try {
    return await loadGraph(inspection, graphs, {
      id,
      pauses: new SignalPauses(),
      pid: target.pid,
      maxPauseMs: 20_000,
      monotonicMillis: () => performance.now(),
      ...(signal && { signal }),
    });
  } finally {
    await inspection.close();
  }
}

it("answers with views, and says what has grown", async () => {
  const { summary, estimate, pausedMs } = await load("before");
  expect(estimate.bytes).toBeGreaterThan(5_000_000);
  expect(pausedMs).toBeGreaterThan(0);
  expect(summary.liveObjects).toBeGreaterThan(150_000);
  expect(summary.suspects[0]?.name).toBe("main.current.cache.items[]");
  const roots = await graphs.holders("before", 0);
  expect(roots[0]).toMatchObject({ label: "main.current", kind: "global" });
  const [below] = await graphs.holders("before", roots[0]!.id);
  expect(below?.label).toBe(".cache.items");
  const chain = await graphs.path("before", { holder: below!.id });
  expect(chain?.map(({ label }) => label).join("")).toBe(
    "main.current.cache.items",
  );
  expect(await graphs.path("before", { address: 8 })).toBeNull();
  const rows = await graphs.histogram("before");
  expect(rows.some(({ type }) => type === "main.item")).toBe(true);
  await target.command("grow 3000");
  await load("after");
  const [grown] = await graphs.growth("before", "after");
  expect(grown).toMatchObject({ name: "main.current.cache.items[]" });
  expect(grown!.objects - grown!.beforeObjects).toBe(9000);
  const profile = decodeProfile(await graphs.profile("after", 1));
  const tree = readHoldersProfile(profile);
  expect(tree.children(0)[0]).toMatchObject({ label: "main.current" });
  await graphs.unload("before");
  await expect(graphs.holders("before", 0)).rejects.toMatchObject({
    code: "not-found",
  });
});

it("leaves the target running when it is cancelled", async () => {
  const cancel = new AbortController();
  const loading = load("cancelled", cancel.signal);
  setTimeout(() => cancel.abort(), 5);
  await expect(loading).rejects.toMatchObject({
    code: "cancelled",
  });
  while (target.state() === "T")
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(target.state()).not.toBe("T");
});
