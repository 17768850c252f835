// A workbench in a process of its own, to be killed in the middle of a trace: says the pid of its gdb in one JSON line
// when samples come.

import { TemporaryHitFolders } from "../../src/node/allocation-trace/hit-folders.ts";
import { ProcThreadStates } from "../../src/node/allocation-trace/thread-states.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import { LocalTargetImages } from "../../src/node/process-memory/target-images.ts";
import { ExecutableLayoutSource } from "../../src/node/runtime-layout/layout-source.ts";
import { traceAllocations } from "../../src/services/allocation-trace.ts";
import { GdbHarness, size, targetOf } from "./gdb-harness.ts";

const pid = Number(process.argv[2]);
const harness = new GdbHarness();
await harness.session.attach(targetOf(pid), size);
let isTold = false;
await traceAllocations(
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
  },
  harness.session,
  {
    pid,
    budget: { hits: 1_000_000, seconds: 60 },
    keepSeconds: 1,
    onProgress: ({ hits }) => {
      if (isTold || hits === 0) return;
      isTold = true;
      process.stdout.write(`${JSON.stringify({ gdb: harness.gdbPid })}\n`);
    },
  },
);
