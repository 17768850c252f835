// The sampling thread before all others. It works for a thousandth of a second and sleeps for twenty: what it takes is
// little, and when it is kept waiting on a busy machine the last moments of a target are what is missed.

import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";

/** A nice value: well before programs, after what the system itself runs first. */
const eager = -10;

/**
 * Raises the priority of the calling thread alone; on Linux a nice value belongs to a thread. False where that is not
 * allowed: it takes root, CAP_SYS_NICE or RLIMIT_NICE.
 */
export function goFirst(): boolean {
  try {
    // `4711/task/4713`, of whoever asks: reading it is done on this very thread.
    const [, id] =
      /\/task\/(\d+)$/.exec(readlinkSync("/proc/thread-self")) ?? [];
    if (id === undefined) return false;
    setPriority(Number(id), eager);
    return true;
  } catch {
    return false;
  }
}
