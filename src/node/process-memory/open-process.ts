// Opens a running process for reading: memory, executable, auxiliary vector, threads. Everything is opened first and
// the identity checked afterwards, so that what was opened is the process that was meant.

import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { readFile, readlink, readdir } from "node:fs/promises";
import { TrivetError } from "../../core/errors.ts";
import { parseStatus } from "../../core/procfs/parse-status.ts";
import { parseStat } from "../../core/procfs/parse-stat.ts";
import { readAuxiliaryValue } from "../../core/elf/auxiliary-vector.ts";
import type {
  TargetImage,
  ThreadRegisters,
} from "../../services/ports/process-memory.ts";
import { LiveMemory } from "./live-memory.ts";
import { openFile } from "./open-file.ts";

const deletedMark = " (deleted)";

/** Codes: pid-not-found, pid-forbidden, pid-reused, procfs-unavailable. */
export async function openProcessImage(
  pid: number,
  options: { readonly startTicks?: number } = {},
): Promise<TargetImage> {
  const before = await readStat(pid);
  if (options.startTicks !== undefined && before !== options.startTicks)
    throw reused(pid);
  const link = await readlink(`/proc/${pid}/exe`).catch((error: unknown) => {
    throw refusal(error, pid, "exe");
  });
  const name = link.endsWith(deletedMark)
    ? link.slice(0, -deletedMark.length)
    : link;
  const executable = await openFile(`/proc/${pid}/exe`, name).catch(
    (error: unknown) => {
      throw refusal(error, pid, "exe");
    },
  );
  let descriptor: number | null = null;
  try {
    try {
      descriptor = openSync(`/proc/${pid}/mem`, "r");
    } catch (error) {
      throw refusal(error, pid, "mem");
    }
    const memory = new LiveMemory(descriptor, pid);
    const entryPoint = readAuxiliaryValue(
      readFileSync(`/proc/${pid}/auxv`),
      "entry",
    );
    if ((await readStat(pid)) !== before) throw reused(pid);
    const opened = descriptor;
    return {
      kind: "live",
      memory,
      executable,
      entryPoint,
      // Go's nanotime is this very clock on Linux, and so is Node's.
      monotonicNowNs: () => Number(process.hrtime.bigint()),
      threads: () => readThreads(pid),
      async close() {
        closeSync(opened);
        await executable.close();
      },
    };
  } catch (error) {
    if (descriptor !== null) closeSync(descriptor);
    await executable.close();
    throw error instanceof TrivetError ? error : refusal(error, pid, "auxv");
  }
}

/** The start time. A zombie has a line but no memory any more: it counts as gone. */
async function readStat(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(
    (error: unknown) => {
      throw refusal(error, pid, "stat");
    },
  );
  const stat = parseStat(text);
  if (stat === null)
    throw new TrivetError("internal", `/proc/${pid}/stat is not readable`);
  if (stat.state === "Z" || stat.state === "X")
    throw new TrivetError("pid-not-found", `process ${pid} has ended`, {
      detail: { pid, state: stat.state },
    });
  return stat.startTicks;
}

/**
 * Stack pointer and program counter of every thread of a stopped process, without ptrace: the last two fields of
 * /proc/PID/task/TID/syscall. While it runs they would be old before they were used: none.
 */
async function readThreads(pid: number): Promise<readonly ThreadRegisters[]> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(
    (error: unknown) => {
      throw refusal(error, pid, "status");
    },
  );
  const { state } = parseStatus(status);
  if (state !== "T" && state !== "t") return [];
  const folder = `/proc/${pid}/task`;
  const names = await readdir(folder).catch((error: unknown) => {
    throw refusal(error, pid, "task");
  });
  const threads: ThreadRegisters[] = [];
  for (const name of names) {
    // At once and not by turns: the target stands still meanwhile, and each turn of a busy machine takes a millisecond.
    const text = readAtOnce(`${folder}/${name}/syscall`);
    const [sp, pc] = text.trim().split(" ").slice(-2);
    if (sp?.startsWith("0x") === true && pc?.startsWith("0x") === true)
      threads.push({ threadId: Number(name), sp: Number(sp), pc: Number(pc) });
  }
  return threads;
}

/** A thread may end between listing and reading; one that runs says `running`. */
function readAtOnce(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

const reused = (pid: number): TrivetError =>
  new TrivetError("pid-reused", `process ${pid} is another one now`, {
    detail: { pid },
  });

function refusal(error: unknown, pid: number, name: string): TrivetError {
  if (error instanceof TrivetError) return error;
  const detail = { pid, file: `/proc/${pid}/${name}` };
  const options = { cause: error, detail };
  const code = (error as NodeJS.ErrnoException).code ?? "";
  switch (code) {
    // ESRCH: the process ended between opening and reading.
    case "ENOENT":
    case "ESRCH":
      return existsSync("/proc/self/stat")
        ? new TrivetError("pid-not-found", `no process ${pid}`, options)
        : new TrivetError("procfs-unavailable", "there is no /proc", options);
    case "EACCES":
    case "EPERM":
      return new TrivetError(
        "pid-forbidden",
        `/proc/${pid}/${name}: permission denied`,
        options,
      );
    default:
      return new TrivetError(
        "internal",
        `reading /proc/${pid}/${name}: ${error instanceof Error ? error.message : String(error)}`,
        options,
      );
  }
}
