// Reading below /proc, with the kernel's refusals turned into the facts that matter: the process is gone, it is another
// user's, or there is no /proc here.

import { readFile, readlink } from "node:fs/promises";
import { existsSync } from "node:fs";
import { TrivetError } from "../../../core/errors.ts";

/** The text of /proc/PID/`name`. Codes: pid-not-found, pid-forbidden, procfs-unavailable. */
export async function readProcText(pid: number, name: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${name}`, "utf8");
  } catch (error) {
    throw describeProcError(error, pid, name);
  }
}

export async function readProcLink(pid: number, name: string): Promise<string> {
  try {
    return await readlink(`/proc/${pid}/${name}`);
  } catch (error) {
    throw describeProcError(error, pid, name);
  }
}

export function describeProcError(
  error: unknown,
  pid: number,
  name: string,
): TrivetError {
  const code = nodeErrorCode(error);
  const detail = { pid, file: `/proc/${pid}/${name}` };
  const options = { cause: error, detail };
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

export function nodeErrorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
