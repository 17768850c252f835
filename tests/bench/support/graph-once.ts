// One graph of one stopped process, in a process of its own: what it took, as JSON. Run by object-graph.test.ts.

import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { assignTypes } from "../../../src/core/object-graph/assign-types.ts";
import { buildHolderTree } from "../../../src/core/object-graph/holder-tree.ts";
import { buildObjectGraph } from "../../../src/core/object-graph/object-graph.ts";
import { TypeTable } from "../../../src/core/object-graph/type-table.ts";
import { openInspection } from "../../../src/services/inspect.ts";
import { takeHeap } from "../../../src/services/object-graph.ts";
import { inspectPorts } from "../../support/memory-target.ts";

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const pid = Number(process.argv[2]);
const inspection = await openInspection(inspectPorts(), { pid });
const noClock = { monotonicMillis: () => 0 };
let copyStarted = 0;
const taken = await takeHeap(inspection, {
  pauses: {
    pause: () => {
      copyStarted = cpuMs();
      return Promise.resolve({
        wasStopped: true,
        over: new AbortController().signal,
        resume: () => Promise.resolve(cpuMs() - copyStarted),
      });
    },
  },
  pid,
  maxPauseMs: 60_000,
  ...noClock,
});
const plainMs = plainRead(taken.estimate.bytes);
const graphStarted = cpuMs();
const graph = buildObjectGraph(taken.image);
const graphMs = cpuMs() - graphStarted;
const typesStarted = cpuMs();
const types = new TypeTable(await inspection.debugTypes());
const { methodTables } = taken;
const tree = buildHolderTree(assignTypes(graph, types, { methodTables }));
process.stdout.write(
  JSON.stringify({
    liveObjects: graph.counts.liveObjects,
    pointers: graph.edges,
    copiedBytes: taken.estimate.bytes,
    copyMs: taken.pausedMs,
    plainMs,
    graphMs,
    typesMs: cpuMs() - typesStarted,
    holders: tree.nodes.length,
  }),
);
await inspection.close();

/** CPU for as many bytes of the heap in pieces of a megabyte into fresh memory: the median of three. */
function plainRead(bytes: number): number {
  const heap = readFileSync(`/proc/${pid}/maps`, "utf8")
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
  const rounds: number[] = [];
  for (let round = 0; round < 3; round++) {
    const started = cpuMs();
    let left = bytes;
    for (const { start, end } of heap)
      for (let at = start; at < end && left > 0; at += 1 << 20) {
        const length = Math.min(1 << 20, end - at, left);
        readSync(descriptor, new Uint8Array(length), 0, length, at);
        left -= length;
      }
    rounds.push(cpuMs() - started);
  }
  closeSync(descriptor);
  return rounds.sort((a, b) => a - b)[1]!;
}
