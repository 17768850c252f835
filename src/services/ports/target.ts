// A target from outside: what it answers over HTTP, what procfs says of its process, and the log that it writes.

export interface HttpRequest {
  readonly url: string;
  /** From asking to the last byte. */
  readonly timeoutMs: number;
  /** The longest wait for a first or a further byte: `target-timeout` too. Default: none but `timeoutMs`. */
  readonly idleMs?: number;
  /** The body may not be larger than this: `body-too-large`. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number, total: number | null) => void;
}
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly tookMs: number;
}
export interface HttpFetcher {
  /**
   * One GET. A status is an answer, not an error. Follows no redirect to another host. Codes: url-invalid,
   * target-unreachable, target-timeout, tls-failed, body-too-large, body-truncated, cancelled; not-go-pprof when the
   * other side does not speak HTTP.
   */
  get(request: HttpRequest): Promise<HttpResponse>;
}

export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
  readonly exe: string;
  readonly commandLine: readonly string[];
  readonly uid: number;
  /** From the binary's build info; null when it is not a Go binary or not readable. */
  readonly goVersion: string | null;
  readonly buildId: string | null;
  readonly dynamic: boolean | null;
}
export interface ProcessReading {
  /** Series values, names from the catalogue. */
  readonly procfs: Readonly<Record<string, number>>;
  /** Null when the process is in no memory cgroup. */
  readonly cgroup: Readonly<Record<string, number>> | null;
}
export interface ListeningPort {
  readonly port: number;
  /** As it belongs in a URL: `127.0.0.1`, `[::1]`; a wildcard address is given as its loopback one. */
  readonly host: string;
  /** False when the process lives in another network namespace: the port is not reachable by that address here. */
  readonly reachable: boolean;
}
/** procfs on this machine. Codes: pid-not-found, pid-forbidden, pid-reused, procfs-unavailable. */
export interface ProcessInspector {
  /** The process that listens on a loopback or wildcard port; null when none is visible. */
  findListener(port: number): Promise<number | null>;
  /** TCP ports that the process listens on in its own network namespace, ascending. */
  listeningPorts(pid: number): Promise<readonly ListeningPort[]>;
  identify(pid: number): Promise<ProcessIdentity>;
  /** Refuses with `pid-reused` when the start time is another one. */
  read(pid: number, startTicks: number): Promise<ProcessReading>;
  /**
   * What only a walk through all mappings tells (smaps_rollup), which holds up the target's own mapping of memory while
   * it lasts: 25 to 50 ms for each GB. Seldom. Refuses with `pid-reused` as well.
   */
  readMappings?(
    pid: number,
    startTicks: number,
  ): Promise<Readonly<Record<string, number>>>;
  /** `State` of /proc/PID/status: R, S, D, T, t, Z, X; null when the process is gone. */
  state(
    pid: number,
  ): Promise<{ readonly state: string; readonly tracerPid: number } | null>;
  /** Sends SIGCONT: the repair after a debugger left a process stopped. */
  continueProcess(pid: number): Promise<void>;
}

/** What a log has grown by since the last look. */
export interface LogGrowth {
  readonly bytes: Uint8Array;
  /** It grew faster than it is read: so many bytes before these were left out. */
  readonly skippedBytes: number;
  /** The file was replaced or cut: what was begun before these bytes does not go on in them. */
  readonly isFresh: boolean;
}
/** A file that grows, and is rotated while it is watched. */
export interface LogFollower {
  /** At most `maxBytes`, without waiting. Codes: not-found while it is not there, disk-failed. */
  read(maxBytes: number): Promise<LogGrowth>;
  close(): Promise<void>;
}
export interface LogFiles {
  /** From its end on: when older lines were written is not known. It need not be there yet. */
  follow(path: string): Promise<LogFollower>;
}
/** A pattern with named groups: what they hold in a line, null when it does not match. */
export type LogPattern = (
  line: string,
) => Readonly<Record<string, string>> | null;
