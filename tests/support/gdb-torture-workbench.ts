// A workbench in a process of its own for the torture test: attaches gdb to the process given, does what its plan says,
// and says in JSON lines how far it has come. Whoever started it may kill it at any moment.

import { GdbHarness, size, targetOf } from "./gdb-harness.ts";

interface Plan {
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
