// A workbench in a process of its own, to be killed: traces the process given through a probe of the kernel.

import { TemporaryHitFolders } from "../../src/node/allocation-trace/hit-folders.ts";
import { KernelProbes } from "../../src/node/allocation-trace/kernel-probes.ts";
import { ProcThreadStates } from "../../src/node/allocation-trace/thread-states.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import { LocalTargetImages } from "../../src/node/process-memory/target-images.ts";
import { ExecutableLayoutSource } from "../../src/node/runtime-layout/layout-source.ts";
import { traceByProbe } from "../../src/services/probe-trace.ts";

const [, , pid, mounted] = process.argv;
await traceByProbe(
  {
    inspect: {
      images: new LocalTargetImages(),
      layouts: new ExecutableLayoutSource({
        cacheFolder: null,
        bundledFolder: null,
      }),
    },
    inspector: new ProcfsInspector(),
    clock: new SystemClock(),
    hitFolders: new TemporaryHitFolders(),
    threads: new ProcThreadStates(),
    probes: new KernelProbes([mounted!]),
  },
  { pid: Number(pid), budget: { hits: 100_000, seconds: 60 } },
);
