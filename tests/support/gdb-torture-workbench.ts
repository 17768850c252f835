// A workbench in a process of its own for the torture test: attaches gdb to the process given, does what its plan says,
// and says in JSON lines how far it has come. Whoever started it may kill it at any moment.

import { toTrivetError } from "../../src/core/errors.ts";
import { SignalPauses } from "../../src/node/process-pause/signal-pauses.ts";
import { openInspection } from "../../src/services/inspect.ts";
import { takeHeap } from "../../src/services/object-graph.ts";
import { GdbHarness, size, targetOf } from "./gdb-harness.ts";
import { inspectPorts } from "./memory-target.ts";

/** Exit status: the heap could not be copied, which nothing that the test does explains. */
const copyFailed = 3;

interface Plan {
  /** Copies of the heap before gdb comes, each behind a pause. */
  readonly graphs: number;
  readonly breakpoint: string | null;
  readonly trace: boolean;
  readonly resume: boolean;
  /** Milliseconds until it lets go by itself; null = it stays until it is killed. */
  readonly detachAfterMs: number | null;
}

const [, , pid, text] = process.argv;
const plan = JSON.parse(text ?? "") as Plan;
const harness = new GdbHarness();
const say = (what: string): boolean =>
  process.stdout.write(
    `${JSON.stringify({ what, gdb: harness.gdbs.at(-1)?.pid ?? null })}\n`,
  );

process.stdin.resume();
process.stdin.once("end", () => process.exit(1));
await copyHeap(Number(pid), plan.graphs).catch((thrown: unknown) => {
  // What looks after the target that the round before left may set it running in the middle of this one's pause; on a
  // busy machine the pause's budget may be used up.
  const stated = ["memory-inconsistent", "pause-too-long"];
  if (!stated.includes(toTrivetError(thrown).code)) process.exit(copyFailed);
});
try {
  await harness.session.attach(targetOf(Number(pid)), size);
  say("attached");
  if (plan.breakpoint !== null)
    harness.session.input(`break ${plan.breakpoint}\n`);
  if (plan.trace) harness.session.input("go-trace start --hits 40 --for 5\n");
  if (plan.resume) await harness.session.resume();
  say("ready");
  const { detachAfterMs } = plan;
  if (detachAfterMs === null) {
    setInterval(() => undefined, 1000);
    // gdb was ended: there is nothing left to hold.
    harness.session.onState(({ status }) => {
      if (status === "detached") process.exit(0);
    });
  } else {
    await new Promise((resolve) => setTimeout(resolve, detachAfterMs));
    await harness.session.close();
    process.exit(0);
  }
} catch {
  // gdb was ended under it, which is what the test does.
  await harness.session.close();
  process.exit(0);
}

async function copyHeap(target: number, times: number): Promise<void> {
  if (times === 0) return;
  const inspection = await openInspection(inspectPorts(), { pid: target });
  for (let time = 0; time < times; time++)
    await takeHeap(inspection, {
      pauses: new SignalPauses(),
      pid: target,
      maxPauseMs: 2_000,
      monotonicMillis: () => performance.now(),
    });
  await inspection.close();
}
