// The object graph against the prototype that it grew from (the same process, CPU time of a process of its own each), and
// the pause against a plain read of the same bytes. Only ratios within the run are asserted.

import { spawn, type ChildProcess } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
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
  const plainMs = plainRead(pid, result.copiedBytes);
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
        milliseconds(plainMs),
        milliseconds(result.copyMs),
        times(result.copyMs / plainMs),
        milliseconds(result.graphMs),
        milliseconds(result.typesMs),
        megabytes(own.peakBytes),
      ],
    ],
  );
  writeFileSync(path.join(folder, `${count}.json`), own.stdout);
  // The published price for each object, machine apart: a graph is a few hundred times the copy of its bytes, not more.
  expect(result.pointers).toBeGreaterThan(count);
});

/** Milliseconds of CPU for reading as many bytes of the heap in pieces of a megabyte into fresh memory. */
function plainRead(pid: number, bytes: number): number {
  const maps = readFileSync(`/proc/${pid}/maps`, "utf8");
  const heap = maps
    .split("\n")
    .map((line) =>
      /^([0-9a-f]+)-([0-9a-f]+) rw-p 0+ 00:00 0\s*(\S*)/.exec(line),
    )
    .filter((match) => match !== null)
    .map((match) => ({
      start: Number.parseInt(match[1]!, 16),
      end: Number.parseInt(match[2]!, 16),
    }))
    .sort((a, b) => b.end - b.start - (a.end - a.start));
  const descriptor = openSync(`/proc/${pid}/mem`, "r");
  let best = Infinity;
  try {
    for (let round = 0; round < 3; round++) {
      const started = process.cpuUsage();
      let left = bytes;
      for (const { start, end } of heap)
        for (let at = start; at < end && left > 0; at += 1 << 20) {
          const length = Math.min(1 << 20, end - at, left);
          readSync(descriptor, new Uint8Array(length), 0, length, at);
          left -= length;
        }
      const { user, system } = process.cpuUsage(started);
      best = Math.min(best, (user + system) / 1000);
    }
  } finally {
    closeSync(descriptor);
  }
  return best;
}
