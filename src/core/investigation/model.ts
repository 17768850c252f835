// The nouns of an investigation (docs/glossary.md). Everything here is data that survives in a project file, so times
// are plain numbers with the unit in the name, and every field is JSON.

export type Language = "en" | "zh-CN";

/** A Go process that is watched, as it was when Trivet first saw it. */
export interface Target {
  readonly id: string;
  /** What people call it: `gateway @ 127.0.0.1:6060`. */
  readonly label: string;
  /** pprof base URL without the profile's name, for example `http://127.0.0.1:6060/debug/pprof`. */
  readonly url: string | null;
  /**
   * Where its counters are read when it serves no pprof: the page of expvar or of Prometheus's client. Absent for the
   * others; `url` is null then.
   */
  readonly countersUrl?: string;
  /** Null for a process on another machine, or one whose listener could not be matched to a process. */
  readonly pid: number | null;
  /** `/proc/PID/stat` field 22: with the PID it names a process for good, a bare PID may be reused. */
  readonly startTicks: number | null;
  readonly exe: string | null;
  readonly goVersion: string | null;
  readonly buildId: string | null;
  readonly host: string;
  /** The cgroup's limit when first seen; null = none. */
  readonly memoryLimitBytes: number | null;
  /** Marked by the user: what could harm it is off unless asked for. False when absent. */
  readonly isProduction?: boolean;
}

/** Who said a number. One collector each; see docs/adding-a-collector.md. */
export type SeriesSource =
  | "memstats"
  | "memory"
  | "procfs"
  | "cgroup"
  | "logs"
  /** A Prometheus server that kept what it once scraped. */
  | "prometheus"
  | "trivet";

export type SnapshotKind =
  "heap" | "allocs" | "goroutine" | "spans" | "holders" | "allocation-trace";

/** What one capture gave. The bytes are evidence, content-addressed and identical to what was received. */
export interface Snapshot {
  readonly id: string;
  readonly targetId: string;
  readonly kind: SnapshotKind;
  /** When the target was asked and when the last byte came. */
  readonly requestedAtMillis: number;
  readonly atMillis: number;
  /** Member path inside the archive, `evidence/<sha256>.<ext>`. */
  readonly member: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Exactly what was asked for: the URL, or the gdb command. */
  readonly request: string;
  /**
   * `NumGC` read directly before the capture, or directly after one that forced a collection, so that this collection is
   * counted; null when no counter was at hand.
   */
  readonly gcCount: number | null;
  /** True when the capture forced a collection first (`gc=1`), so that it lags behind nothing. */
  readonly forcedGc: boolean;
  /**
   * Read from the process's memory instead of asked for, so that nothing lags: `collection`, what collection `gcCount`
   * found in use; `now`, with what was allocated and freed since. Absent for what was asked for.
   */
  readonly asOf?: "collection" | "now";
}

export type EventKind =
  | "connected"
  | "disconnected"
  | "restarted"
  | "died"
  | "snapshot"
  | "capture-failed"
  | "gdb-attached"
  | "gdb-stopped"
  | "gdb-resumed"
  | "gdb-detached"
  | "allocation-trace"
  | "crash"
  | "alarm"
  | "cause-of-death"
  | "agent-ring"
  | "recorder-started"
  | "recorder-stopped"
  | "history-imported"
  | "warning";

/** A moment that belongs on the time axis. */
export interface InvestigationEvent {
  readonly id: string;
  readonly targetId: string | null;
  readonly kind: EventKind;
  readonly atMillis: number;
  /** One line of English for logs and the command line; the window words it from `kind` and `data`. */
  readonly text: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

/** A stretch in which a source said nothing, and why. Drawn as a gap, never as a line. */
export interface Gap {
  readonly targetId: string;
  readonly source: SeriesSource;
  readonly fromMillis: number;
  /** Null while it lasts. */
  readonly toMillis: number | null;
  readonly code: string;
  readonly reason: string;
}

/** One finished garbage collection, from `PauseEnd` and `PauseNs` of MemStats. */
export interface GcCycle {
  readonly targetId: string;
  readonly number: number;
  readonly endMillis: number;
  readonly pauseNs: number;
}

export interface Note {
  readonly id: string;
  readonly atMillis: number;
  /** The moment the note speaks about, on the timeline. */
  readonly aboutMillis: number | null;
  readonly text: string;
}

/** Who did what: user actions, and everything that Trivet did to a target. */
export interface Action {
  readonly atMillis: number;
  readonly actor: "user" | "trivet";
  readonly action: string;
  readonly detail: string;
}

export type TranscriptDirection = "input" | "output";

/** A piece of what was typed into or printed by a debugger console, with its time. */
export interface TranscriptChunk {
  readonly session: string;
  readonly atMillis: number;
  readonly direction: TranscriptDirection;
  readonly text: string;
}

/** The price that looking has had for a target so far (status bar's cost meter). */
export interface TargetCost {
  readonly stops: number;
  readonly stoppedMs: number;
  readonly requests: number;
  readonly bytesRead: number;
  readonly forcedGcs: number;
}
