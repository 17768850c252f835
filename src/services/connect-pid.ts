// A target that is only a process: no URL, nothing asked. Counters and heap profiles come from its memory, RSS and cgroup
// from the kernel. What of it cannot be had is a warning; a process that is no Go program is an error.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import type { Connection } from "./connect.ts";
import { describeIdentity } from "./connect-process.ts";
import { samplingIsOff } from "./runtime-watch.ts";
import type { Identifiers } from "./ports/basics.ts";
import type { RuntimeWatches } from "./ports/process-memory.ts";
import type { ProcessInspector } from "./ports/target.ts";

export interface ConnectPidPorts {
  readonly processes: ProcessInspector | null;
  readonly runtimes?: RuntimeWatches | null;
  readonly ids: Identifiers;
}

/** Codes: procfs-unavailable, pid-not-found, pid-forbidden, pid-reused, target-not-go, cancelled. */
export async function connectPid(
  request: { readonly pid: number; readonly signal?: AbortSignal },
  { processes, runtimes = null, ids }: ConnectPidPorts,
): Promise<Connection> {
  if (processes === null)
    throw new TrivetError("procfs-unavailable", "this system has no /proc");
  const identity = await processes.identify(request.pid);
  request.signal?.throwIfAborted();
  const { pid, exe, startTicks, goVersion } = identity;
  if (goVersion === null)
    throw new TrivetError(
      "target-not-go",
      `process ${pid} (${exe}) is no Go program`,
      { detail: { pid } },
    );
  const reading = await processes.read(pid, startTicks);
  const name = exe.split("/").pop() ?? exe;
  return {
    target: {
      id: ids.next("target"),
      label: `${name} (pid ${pid})`,
      url: null,
      ...describeIdentity(identity),
      host: "localhost",
      memoryLimitBytes: reading.cgroup?.["cgroupLimit"] ?? null,
    },
    warnings: await tryRuntime(pid, startTicks, runtimes),
  };
}

/** What to know before a recording that would have nothing but RSS in it. */
async function tryRuntime(
  pid: number,
  startTicks: number,
  runtimes: RuntimeWatches | null,
): Promise<Connection["warnings"]> {
  if (runtimes === null)
    return [
      {
        code: "procfs-unavailable",
        message: "memory of processes cannot be read here",
      },
    ];
  try {
    const watch = await runtimes.open(pid, startTicks);
    const { layoutOf, goVersion } = watch;
    const samplesHeap = await watch.samplesHeap().finally(() => watch.close());
    return [
      ...(layoutOf === null
        ? []
        : [
            {
              code: "layout-missing",
              message: `the executable (${goVersion}) has no type information; the layout is that of ${layoutOf}`,
            },
          ]),
      ...(samplesHeap
        ? []
        : [{ code: "profile-empty", message: samplingIsOff }]),
    ];
  } catch (thrown) {
    const { code, message } = toTrivetError(thrown);
    if (code === "pid-not-found" || code === "pid-reused") throw thrown;
    return [{ code, message: `its memory is not read: ${message}` }];
  }
}
