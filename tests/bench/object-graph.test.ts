// The object graph against the prototype that it grew from (the same process, CPU time of a process of its own each), and
// the pause against a plain read of the same bytes. Only ratios within the run are asserted.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleForNode } from "../support/bundle.ts";
import { buildGraphProgram } from "../support/graph-target.ts";
import {
  measureCommand,
  megabytes,
  milliseconds,
  printTable,
  times,
} from "./support/measure.ts";

const objects = Number(process.env["TRIVET_GRAPH_OBJECTS"] ?? 1_000_000);

let folder: string;
let binary: string;
let script: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-graph-bench-"));
  binary = await buildGraphProgram(
    { name: "own", environment: { GOTOOLCHAIN: "local" } },
    "graph-large",
    folder,
  );
  script = await bundleForNode(
    path.resolve(import.meta.dirname, "support/graph-once.ts"),
    folder,
  );
});
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** A heap of so many objects that has stopped itself. */
async function startHeap(count: number): Promise<number> {
  const child = spawn(binary, [String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  while (!/^State:\s*T/m.test(readFileSync(`/proc/${pid}/status`, "utf8")))
    await new Promise((resolve) => setTimeout(resolve, 20));
  return pid;
}

interface Once {
  readonly liveObjects: number;
  readonly pointers: number;
  readonly copiedBytes: number;
  readonly copyMs: number;
  readonly plainMs: number;
  readonly graphMs: number;
  readonly typesMs: number;
}

it.each([134_000, objects])("%i objects", async (count) => {
  const pid = await startHeap(count);
  const own = await measureCommand(process.execPath, [
    "--max-old-space-size=8000",
    script,
    String(pid),
  ]);
  const result = JSON.parse(own.stdout) as Once;
  expect(result.liveObjects).toBeGreaterThanOrEqual(Math.floor(count / 2) * 2);
  printTable(
    `Object graph of ${count} objects, goal: pause at most 1.5× a plain read`,
    [
      [
        "objects",
        "pointers",
        "copied",
        "plain read",
        "copy",
        "ratio",
        "graph, dominators, sizes",
        "types",
        "peak memory",
      ],
      [
        result.liveObjects,
        result.pointers,
        megabytes(result.copiedBytes),
        milliseconds(result.plainMs),
        milliseconds(result.copyMs),
        times(result.copyMs / result.plainMs),
        milliseconds(result.graphMs),
        milliseconds(result.typesMs),
        megabytes(own.peakBytes),
      ],
    ],
  );
  expect(result.pointers).toBeGreaterThan(count);
});
