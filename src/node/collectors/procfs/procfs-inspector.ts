// Processes of this machine through /proc: who listens, who it is, and what its memory is according to the kernel.
// Nothing here stops or slows the process. Source of truth: proc(5), cgroups(7).

import { readdir, readFile, stat } from "node:fs/promises";
import { TrivetError } from "../../../core/errors.ts";
import type { CgroupMount } from "../../../core/procfs/parse-cgroup.ts";
import {
  parseStat,
  type ProcessStat,
} from "../../../core/procfs/parse-stat.ts";
import { parseStatm } from "../../../core/procfs/parse-statm.ts";
import {
  parseSmapsRollup,
  parseStatus,
} from "../../../core/procfs/parse-status.ts";
import { parsePressure } from "../../../core/procfs/parse-cgroup-counters.ts";
import type {
  ListeningPort,
  ProcessIdentity,
  ProcessInspector,
  ProcessReading,
} from "../../../services/ports/target.ts";
import { readExecutableIdentity } from "./executable-identity.ts";
import { findListenerPid, listPortsOf } from "./listening-sockets.ts";
import { readCgroupMounts, readMemoryCgroup } from "./memory-cgroup.ts";
import {
  describeProcError,
  nodeErrorCode,
  readProcLink,
  readProcText,
} from "./proc-files.ts";

/** USER_HZ: 100 on every Linux architecture that Go supports, whatever the kernel's own tick is. */
const nanosPerTick = 1e7;
const deletedMark = " (deleted)";

export class ProcfsInspector implements ProcessInspector {
  #mounts: Promise<readonly CgroupMount[]> | null = null;
  #pageBytes: Promise<number> | null = null;

  findListener(port: number): Promise<number | null> {
    return findListenerPid(port);
  }

  listeningPorts(pid: number): Promise<readonly ListeningPort[]> {
    return listPortsOf(pid);
  }

  async identify(pid: number): Promise<ProcessIdentity> {
    const { startTicks } = await readStat(pid);
    const status = parseStatus(await readProcText(pid, "status"));
    const commandLine = await readProcText(pid, "cmdline");
    const exe = await readProcLink(pid, "exe").catch((error: unknown) => {
      throw error instanceof TrivetError && error.code === "pid-forbidden"
        ? new TrivetError(
            "pid-forbidden",
            `process ${pid} belongs to user ${status.uid ?? "unknown"}`,
            { cause: error, detail: { pid, uid: status.uid ?? -1 } },
          )
        : error;
    });
    const executable = await readExecutableIdentity(pid);
    return {
      pid,
      startTicks,
      exe: exe.endsWith(deletedMark) ? exe.slice(0, -deletedMark.length) : exe,
      commandLine: commandLine.replace(/\0$/, "").split("\0"),
      uid: status.uid ?? -1,
      ...executable,
    };
  }

  async read(pid: number, startTicks: number): Promise<ProcessReading> {
    this.#mounts ??= readCgroupMounts();
    this.#pageBytes ??= readPageBytes();
    const current = await readStat(pid);
    if (current.startTicks !== startTicks) throw reused(pid, current);
    const statm = parseStatm(
      await readProcText(pid, "statm"),
      await this.#pageBytes,
    );
    const status = parseStatus(await readProcText(pid, "status"));
    // A process on its way out has given its memory back but is not a zombie yet: zeros would look like a cure.
    if (status.vmRssBytes === null)
      throw new TrivetError("pid-not-found", `process ${pid} is ending`, {
        detail: { pid, state: current.state },
      });
    const procfs = withoutNulls({
      rss: statm?.residentBytes ?? null,
      rssAnon: status.rssAnonBytes,
      rssFile: status.rssFileBytes,
      vmSwap: status.vmSwapBytes,
      threads: status.threads,
      fileDescriptors: await countDescriptors(pid),
      rssShmem: status.rssShmemBytes,
      rssPeak: status.vmHwmBytes,
      minorFaults: current.minorFaults,
      majorFaults: current.majorFaults,
      ...(await readHostPressure()),
      cpuNs: (current.userTicks + current.kernelTicks) * nanosPerTick,
    });
    const cgroup = await readMemoryCgroup(
      await readProcText(pid, "cgroup"),
      await this.#mounts,
    );
    return {
      procfs,
      cgroup: cgroup === null ? null : withoutNulls({ ...cgroup }),
    };
  }

  async readMappings(
    pid: number,
    startTicks: number,
  ): Promise<Readonly<Record<string, number>>> {
    const rollup = parseSmapsRollup(await readProcText(pid, "smaps_rollup"));
    // Read first, then whose it was.
    const current = await readStat(pid);
    if (current.startTicks !== startTicks) throw reused(pid, current);
    return withoutNulls({
      pss: rollup.pssBytes,
      hugePages: rollup.anonHugePagesBytes,
      lazyFree: rollup.lazyFreeBytes,
    });
  }

  async state(
    pid: number,
  ): Promise<{ readonly state: string; readonly tracerPid: number } | null> {
    try {
      const status = parseStatus(await readProcText(pid, "status"));
      if (status.state === null) return null;
      return { state: status.state, tracerPid: status.tracerPid ?? 0 };
    } catch (error) {
      if (error instanceof TrivetError && error.code === "pid-not-found")
        return null;
      throw error;
    }
  }

  continueProcess(pid: number): Promise<void> {
    try {
      process.kill(pid, "SIGCONT");
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(describeProcError(error, pid, "(SIGCONT)"));
    }
  }
}

const reused = (pid: number, now: ProcessStat): TrivetError =>
  new TrivetError(
    "pid-reused",
    `process ${pid} is another one now (${now.command})`,
    { detail: { pid, startTicks: now.startTicks } },
  );

/** How long the machine's tasks have waited for memory; empty where the kernel does not account it. */
async function readHostPressure(): Promise<Record<string, number>> {
  const text = await readFile("/proc/pressure/memory", "utf8").catch(() => "");
  const stalled = parsePressure(text);
  return stalled === null
    ? {}
    : { hostStalledSomeNs: stalled.someNs, hostStalledFullNs: stalled.fullNs };
}

/** A zombie has a line but no memory any more: it counts as gone. */
async function readStat(pid: number): Promise<ProcessStat> {
  const parsed = parseStat(await readProcText(pid, "stat"));
  if (parsed === null)
    throw new TrivetError("internal", `/proc/${pid}/stat is not readable`);
  if (parsed.state === "Z" || parsed.state === "X")
    throw new TrivetError("pid-not-found", `process ${pid} has ended`, {
      detail: { pid, state: parsed.state },
    });
  return parsed;
}

/** Null when the process belongs to another user. */
async function countDescriptors(pid: number): Promise<number | null> {
  const folder = `/proc/${pid}/fd`;
  try {
    // Since Linux 6.2 the folder's size is the count: no listing of 100,000 descriptors every second.
    const { size } = await stat(folder);
    return size > 0 ? size : (await readdir(folder)).length;
  } catch (error) {
    if (["EACCES", "EPERM"].includes(nodeErrorCode(error))) return null;
    throw describeProcError(error, pid, "fd");
  }
}

/** AT_PAGESZ of our own auxiliary vector: 16 or 64 KiB on some arm64 kernels. */
async function readPageBytes(): Promise<number> {
  const pageSizeTag = 6n;
  try {
    const vector = await readFile("/proc/self/auxv");
    for (let at = 0; at + 16 <= vector.length; at += 16)
      if (vector.readBigUInt64LE(at) === pageSizeTag)
        return Number(vector.readBigUInt64LE(at + 8));
  } catch {
    // No auxv: fall through to what nearly every machine has.
  }
  return 4096;
}

function withoutNulls(
  values: Readonly<Record<string, number | null | undefined>>,
): Record<string, number> {
  const present: Record<string, number> = {};
  for (const [name, value] of Object.entries(values))
    if (value !== null && value !== undefined) present[name] = value;
  return present;
}
