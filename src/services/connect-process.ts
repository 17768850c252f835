// Which process of this machine answers at a URL? The listening socket says so, but it may belong to a tunnel or a
// container proxy, whose memory would then be charged to the wrong program: the arguments must match what the target
// itself says they are.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import type { Target } from "../core/investigation/model.ts";
import type { TargetAddress } from "./connect-url.ts";
import type {
  HttpFetcher,
  ProcessIdentity,
  ProcessInspector,
} from "./ports/target.ts";

export interface LocatedProcess {
  readonly identity: ProcessIdentity | null;
  /** Last part of the executable's path; known for remote targets too, where they serve `cmdline`. */
  readonly programName: string | null;
  readonly memoryLimitBytes: number | null;
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
  }[];
}

export interface LocateRequest {
  readonly baseUrl: string;
  readonly address: TargetAddress;
  /** Given by the user: then failing to read it is an error, not a warning. */
  readonly pid: number | null;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface LocatePorts {
  readonly http: HttpFetcher;
  readonly processes: ProcessInspector | null;
}

export async function locateProcess(
  request: LocateRequest,
  ports: LocatePorts,
): Promise<LocatedProcess> {
  const argumentsSaid = await fetchCommandLine(request, ports.http);
  const nameSaid = lastPathPart(argumentsSaid?.[0]);
  const nothing = (
    ...warnings: readonly { readonly code: string; readonly message: string }[]
  ): LocatedProcess => ({
    identity: null,
    programName: nameSaid,
    memoryLimitBytes: null,
    warnings,
  });
  const { processes } = ports;
  if (request.pid === null && !request.address.isLoopback) return nothing();
  if (processes === null)
    return nothing({
      code: "procfs-unavailable",
      message: "this system has no /proc",
    });
  try {
    const pid =
      request.pid ?? (await processes.findListener(request.address.port));
    if (pid === null)
      return nothing({
        code: "pid-not-found",
        message: `no visible process listens on port ${request.address.port}`,
      });
    const identity = await processes.identify(pid);
    const isSame =
      argumentsSaid === null ||
      sameArguments(argumentsSaid, identity.commandLine);
    if (!isSame && request.pid === null)
      return nothing({
        code: "pid-not-found",
        message: `port ${request.address.port} belongs to ${identity.exe} (pid ${pid}), which forwards to another process`,
      });
    return {
      identity,
      programName: lastPathPart(identity.exe) ?? nameSaid,
      memoryLimitBytes: await readLimit(identity, processes),
      warnings: isSame
        ? []
        : [
            {
              code: "pid-not-found",
              message: `pid ${pid} (${identity.exe}) was started with other arguments than the process at ${request.baseUrl}`,
            },
          ],
    };
  } catch (thrown) {
    const error = toTrivetError(thrown);
    if (request.pid !== null || error.code === "internal") throw error;
    return nothing({ code: error.code, message: error.message });
  }
}

/** The process's arguments as it tells them itself; null when it does not serve them. */
async function fetchCommandLine(
  request: LocateRequest,
  http: HttpFetcher,
): Promise<readonly string[] | null> {
  try {
    const response = await http.get({
      url: `${request.baseUrl}/cmdline`,
      timeoutMs: request.timeoutMs,
      maxBytes: 4 << 20,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    if (response.status !== 200 || response.body.length === 0) return null;
    if (/html/.test(response.headers["content-type"] ?? "")) return null;
    return new TextDecoder().decode(response.body).split("\0");
  } catch (thrown) {
    const error = toTrivetError(thrown);
    if (error.code === "cancelled") throw error;
    return null;
  }
}

async function readLimit(
  identity: ProcessIdentity,
  processes: ProcessInspector,
): Promise<number | null> {
  try {
    const reading = await processes.read(identity.pid, identity.startTicks);
    return reading.cgroup?.["cgroupLimit"] ?? null;
  } catch (thrown) {
    const error = toTrivetError(thrown);
    if (error.code === "pid-forbidden") return null;
    throw error;
  }
}

function sameArguments(
  said: readonly string[],
  seen: readonly string[],
): boolean {
  return (
    said.length === seen.length && said.every((part, i) => part === seen[i])
  );
}

function lastPathPart(path: string | undefined): string | null {
  const part = path?.split("/").pop();
  return part === undefined || part === "" ? null : part;
}

/** The fields of a target that tell its process; all null when it is not known. */
export function describeIdentity(
  identity: ProcessIdentity | null,
): Pick<Target, "pid" | "startTicks" | "exe" | "goVersion" | "buildId"> {
  return {
    pid: identity?.pid ?? null,
    startTicks: identity?.startTicks ?? null,
    exe: identity?.exe ?? null,
    goVersion: identity?.goVersion ?? null,
    buildId: identity?.buildId ?? null,
  };
}

/** A process given by its number alone: the first of its listening ports that answers as Go's pprof. */
export async function findPprofPort(
  pid: number,
  processes: ProcessInspector,
  isPprof: (url: string) => Promise<boolean>,
): Promise<string> {
  const ports = await processes.listeningPorts(pid);
  const reachable = ports.filter((port) => port.reachable);
  for (const { host, port } of reachable) {
    const url = `http://${host}:${port}`;
    if (await isPprof(url)) return url;
  }
  const where =
    ports.length === 0
      ? "listens on no TCP port"
      : reachable.length === 0
        ? `listens on ${list(ports)} in another network namespace`
        : `serves no pprof on ${list(reachable)}`;
  throw new TrivetError("not-go-pprof", `process ${pid} ${where}`, {
    detail: { pid },
  });
}

function list(
  ports: readonly { readonly host: string; readonly port: number }[],
): string {
  return ports.map(({ host, port }) => `${host}:${port}`).join(", ");
}
