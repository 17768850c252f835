// One graph of one stopped process, in a process of its own: what it took, as JSON. Run by object-graph.test.ts.

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
    graphMs,
    typesMs: cpuMs() - typesStarted,
    holders: tree.nodes.length,
  }),
);
await inspection.close();
