// A workbench in a process of its own, to be killed: attaches gdb to the process given and says so in one JSON line.
// With "with-child" it starts another program afterwards, which inherits whatever was not closed on exec.

import { spawn } from "node:child_process";
import { GdbHarness, size, targetOf } from "./gdb-harness.ts";

const [, , pid, state, child] = process.argv;
const harness = new GdbHarness();
await harness.session.attach(targetOf(Number(pid)), size);
if (state === "running") await harness.session.resume();
const sleeper =
  child === "with-child"
    ? spawn("sleep", ["30"], { stdio: "ignore" }).pid
    : null;
process.stdout.write(
  `${JSON.stringify({ gdb: harness.gdbPid, sleeper: sleeper ?? null })}\n`,
);
setInterval(() => undefined, 1000);
