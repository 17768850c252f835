// May we trace that process? The kernel's rules (ptrace(2), "Ptrace access mode checking" and Yama) asked beforehand,
// because the answer of a failed attach is one word, and the mend differs.

import { readFile, stat } from "node:fs/promises";
import type { ErrorCode } from "../../core/errors.ts";

export interface TracingObstacle {
  readonly code: ErrorCode;
  readonly message: string;
}

interface ProcessStatus {
  readonly name: string;
  readonly tracerPid: number;
  /** Real, effective, saved. */
  readonly uids: readonly number[];
  readonly mayTraceAnything: boolean;
}

/** CAP_SYS_PTRACE in a capability set of /proc/PID/status. */
const capSysPtrace = 1n << 19n;

export function parseProcessStatus(text: string): ProcessStatus {
  const field = (name: string): string =>
    new RegExp(`^${name}:\\s*(.*)$`, "m").exec(text)?.[1] ?? "";
  const capabilities = field("CapEff");
  return {
    name: field("Name"),
    tracerPid: Number(field("TracerPid") || 0),
    uids: field("Uid").split(/\s+/).slice(0, 3).map(Number),
    mayTraceAnything:
      /^[0-9a-f]+$/i.test(capabilities) &&
      (BigInt(`0x${capabilities}`) & capSysPtrace) !== 0n,
  };
}

/** Null when attaching should work. Codes: pid-not-found, already-traced, pid-forbidden, ptrace-refused. */
export async function findTracingObstacle(
  pid: number,
): Promise<TracingObstacle | null> {
  const target = await readStatus(String(pid));
  if (target === null)
    return { code: "pid-not-found", message: `there is no process ${pid}` };
  if (target.tracerPid !== 0)
    return {
      code: "already-traced",
      message: `process ${pid} is traced by process ${target.tracerPid}${await nameOf(target.tracerPid)}`,
    };
  const own = await readStatus("self");
  if (own === null) return null; // no /proc/self: leave the answer to the kernel
  const yama = await readNumber("/proc/sys/kernel/yama/ptrace_scope");
  if (yama === 3)
    return refused(`kernel.yama.ptrace_scope is 3: nobody may trace`);
  if (own.mayTraceAnything) return null;
  const uid = own.uids[1];
  if (target.uids.some((other) => other !== uid))
    return {
      code: "pid-forbidden",
      message: `process ${pid} runs as uid ${target.uids.join("/")}, this one as ${uid}`,
    };
  if (yama !== null && yama > 0)
    return refused(
      `kernel.yama.ptrace_scope is ${yama} and this process lacks CAP_SYS_PTRACE`,
    );
  // A process that must not be dumped (it changed its uid, or holds capabilities) shows as root's own in /proc.
  const owner = await stat(`/proc/${pid}`).catch(() => null);
  if (owner !== null && owner.uid !== uid)
    return refused(`process ${pid} is marked as not dumpable`);
  return null;
}

const refused = (message: string): TracingObstacle => ({
  code: "ptrace-refused",
  message,
});

async function readStatus(pid: string): Promise<ProcessStatus | null> {
  try {
    return parseProcessStatus(await readFile(`/proc/${pid}/status`, "utf8"));
  } catch {
    return null; // gone, which is an answer
  }
}

async function nameOf(pid: number): Promise<string> {
  const status = await readStatus(String(pid));
  return status === null ? "" : ` (${status.name})`;
}

async function readNumber(file: string): Promise<number | null> {
  try {
    return Number((await readFile(file, "utf8")).trim());
  } catch {
    return null; // this kernel has no Yama
  }
}
