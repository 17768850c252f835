// Which threads of a process stand still at this moment, from /proc/PID/task/TID/stat. Synchronous, because a look that
// takes turns with other work would see another moment; some microseconds for each thread.
// Source of truth: proc(5), field 3 of stat: t = stopped by a tracer, T = by a signal.

import { readdirSync, readFileSync } from "node:fs";
import type { ThreadStates } from "../../services/ports/allocation-trace.ts";

/** A program with more threads is judged by these. */
const mostThreads = 256;

export class ProcThreadStates implements ThreadStates {
  stopped(pid: number): number | null {
    let names: readonly string[];
    try {
      names = readdirSync(`/proc/${pid}/task`);
    } catch {
      return null; // it has ended
    }
    let count = 0;
    for (const name of names.slice(0, mostThreads)) {
      try {
        const stat = readFileSync(`/proc/${pid}/task/${name}/stat`, "latin1");
        // The name before it may contain anything, parentheses too.
        const state = stat[stat.lastIndexOf(")") + 2];
        if (state === "t" || state === "T") count++;
      } catch {
        // a thread that has just ended
      }
    }
    return count;
  }
}
