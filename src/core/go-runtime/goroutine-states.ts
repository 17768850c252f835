// Names for a goroutine's status, as goroutine dumps spell them, and the runtime's own texts for why it waits. The
// numbers shift from release to release, so both come from the binary.
// Source of truth: runtime/runtime2.go (_Gidle…, waitReasonStrings), runtime/traceback.go (gStatusStrings).

import {
  readScattered,
  readBytes,
  type TargetMemory,
} from "./target-memory.ts";
import { readSlice, viewOf, type RuntimeLayout } from "./runtime-layout.ts";

export type GoroutineStatus =
  | "idle"
  | "runnable"
  | "running"
  | "syscall"
  | "waiting"
  | "dead"
  | "copystack"
  | "preempted"
  | "leaked"
  | "unknown";

export interface StatusNames {
  /** The garbage collector is scanning the stack when the scan bit is set; the status is under it. */
  name(status: number): GoroutineStatus;
}

export function readStatusNames(layout: RuntimeLayout): StatusNames {
  const names = new Map<number, GoroutineStatus>([
    [layout.constant("statusIdle"), "idle"],
    [layout.constant("statusRunnable"), "runnable"],
    [layout.constant("statusRunning"), "running"],
    [layout.constant("statusSyscall"), "syscall"],
    [layout.constant("statusWaiting"), "waiting"],
    [layout.constant("statusDead"), "dead"],
    [layout.constant("statusCopyStack"), "copystack"],
    [layout.constant("statusPreempted"), "preempted"],
  ]);
  const leaked = layout.optionalConstant("statusLeaked");
  if (leaked !== null) names.set(leaked, "leaked");
  const deadExtra = layout.optionalConstant("statusDeadExtra");
  if (deadExtra !== null) names.set(deadExtra, "dead");
  const scan = layout.constant("statusScan");
  return { name: (status) => names.get(status & ~scan) ?? "unknown" };
}

/** By number; empty texts where the release has a gap. Code: memory-unreadable. */
export async function readWaitReasons(
  memory: TargetMemory,
  layout: RuntimeLayout,
): Promise<readonly string[]> {
  const { address, size, stride } = layout.variable("waitReasons");
  const view = viewOf(
    await readBytes(memory, { address, length: size }, "the wait reasons"),
  );
  const headers = Array.from(
    { length: Math.floor(size / stride) },
    (_, index) => readSlice(view, index * stride),
  );
  const texts = await readScattered(memory, headers);
  const decoder = new TextDecoder();
  return texts.map((bytes) => (bytes === null ? "" : decoder.decode(bytes)));
}
