// Every way out of the services: what they need from the world, and what each port promises. Adapters under src/node
// implement these; front ends compose. All failures are TrivetErrors with the codes named here.

import type { SnapshotReadings } from "../core/findings/finding-input.ts";
import type { VerdictReport } from "../core/findings/finding.ts";
import type { TargetEvidence } from "../core/findings/target-evidence.ts";
import type {
  BrowseQuery,
  BrowserView,
  GoroutineDetails,
  GoroutineSelection,
  GoroutineSighting,
} from "../core/goroutines/browser-views.ts";
import type { TopStacks } from "../core/pprof/top-stacks.ts";
import type { HolderSummary } from "../core/object-graph/holder-summary.ts";
import type { HoldersView } from "../core/object-graph/holders-view.ts";
import type { GrossPart } from "../core/comparison/gross-part.ts";
import type { JournalEntry } from "../core/investigation/journal-entry.ts";
import type { CallersView } from "../core/pprof/callers.ts";
import type { FunctionValue } from "../core/pprof/function-value.ts";
import type { LensEffect, ProfileLens } from "../core/pprof/lens.ts";
import type { SandwichView } from "../core/pprof/sandwich.ts";
import type { SearchResult } from "../core/pprof/search-frames.ts";
import type { TagsReport } from "../core/pprof/report/tags.ts";
import type { EscapeReport } from "../core/pprof/source-escapes.ts";
import type { PathMapping } from "../core/pprof/source-paths.ts";
import type { SourceText } from "../core/pprof/source-text.ts";
import type { SourceLines, SourceWish } from "../core/pprof/source-view.ts";
import type {
  ComparisonTable,
  ExactInteger,
  FlameView,
  GoroutineGroup,
  ProfileSummary,
  SiteTable,
  TopTable,
  TrendRows,
  TrendTable,
} from "../core/pprof/views.ts";

export type * from "./process-ports.ts";

export interface Clock {
  /** Milliseconds since the epoch. */
  nowMillis(): number;
  /** Milliseconds of a clock that never steps; only differences mean anything. */
  monotonicMillis(): number;
  /** Rejects with `cancelled` when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Identifiers {
  /** Short, unique within an investigation: `heap-7`. */
  next(prefix: string): string;
}

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

export interface EvidenceMember {
  readonly member: string;
  readonly sha256: string;
  readonly bytes: number;
}
/** An investigation that is being written: a folder with an append-only journal and content-addressed evidence. */
export interface InvestigationStore {
  readonly path: string;
  /** What keeps entries from being durable right now (disk-full, disk-failed); null when nothing does. */
  readonly problem: Error | null;
  /** Synchronous hand-over, durable within `flushIntervalMs`; a full disk calls `onProblem` and keeps trying. */
  append(entry: JournalEntry): void;
  /** Durable when it resolves. `extension` without dot: `pb.gz`, `txt`. Codes: disk-full, disk-failed. */
  putEvidence(bytes: Uint8Array, extension: string): Promise<EvidenceMember>;
  readEvidence(member: string): Promise<Uint8Array>;
  flush(): Promise<void>;
  /** Writes the archive atomically (temporary file, fsync, rename). */
  exportArchive(
    path: string,
    options: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (done: number, total: number) => void;
    },
  ): Promise<{
    readonly path: string;
    readonly bytes: number;
    readonly members: number;
  }>;
  close(): Promise<void>;
}
export interface OpenedInvestigation {
  readonly entries: readonly JournalEntry[];
  readonly kind: "live" | "archive";
  readonly path: string;
  readEvidence(member: string): Promise<Uint8Array>;
  /** What recovery had to leave out: a torn last line, a missing member. */
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
  }[];
  /** Files: the journal, evidence, and in an archive the manifest and what is derived. */
  readonly members: number;
  /** On the disk: the archive's size, or the sum of the folder's members. */
  readonly bytes: number;
  close(): Promise<void>;
}
export interface InvestigationStores {
  /** A new folder under the default place (or at `path`). Code: investigation-locked, disk-full, disk-failed. */
  create(options: {
    readonly path?: string;
    /** Goes into the name of a folder under the default place. */
    readonly title?: string;
    readonly onProblem: (problem: Error) => void;
  }): Promise<InvestigationStore>;
  /**
   * Goes on recording in a folder whose recorder died, or in a copy of an archive. The entries come back in order.
   */
  resume(
    path: string,
    onProblem: (problem: Error) => void,
  ): Promise<{
    readonly store: InvestigationStore;
    readonly opened: OpenedInvestigation;
  }>;
  /**
   * Opens an archive (verified) or a live folder (recovered), for reading. Codes: not-found, archive-malformed,
   * archive-mismatch, archive-unsafe-path, archive-too-large, archive-too-new, journal-corrupt.
   */
  open(path: string, signal?: AbortSignal): Promise<OpenedInvestigation>;
  /** Every member against the manifest and the journal's hash chain; throws at the first mismatch. */
  verify(
    path: string,
    signal?: AbortSignal,
  ): Promise<{
    readonly members: number;
    readonly bytes: number;
    readonly entries: number;
  }>;
}

/** A decoded profile stays where it was decoded; these are its views. Ids are chosen by the caller. */
export type ProfileSubjectRef =
  | { readonly kind: "single"; readonly id: string }
  | {
      readonly kind: "comparison";
      readonly before: string;
      readonly after: string;
      readonly mode: "base" | "diff-base";
      readonly normalize: boolean;
    };
export interface TopQuery {
  readonly subject: ProfileSubjectRef;
  readonly sampleType?: string;
  readonly lens: ProfileLens;
  readonly cum: boolean;
  /** With the 95 % intervals of a sampled heap's values. */
  readonly intervals?: boolean | undefined;
}
export interface FlameQuery {
  readonly subject: ProfileSubjectRef;
  readonly sampleType?: string;
  readonly lens: ProfileLens;
  /** Keys of labels whose values become frames at the root, the first one outermost. */
  readonly tagRoot?: readonly string[] | undefined;
  readonly minFraction: number;
  readonly zoom: readonly string[];
  /** Of a comparison only what grew, or what shrank, stack by stack. */
  readonly part?: GrossPart | undefined;
}
export interface LensQuery {
  readonly subject: ProfileSubjectRef;
  readonly sampleType?: string;
  readonly lens: ProfileLens;
}
/** Goroutine snapshots to look at: one, and an earlier one to compare it with. */
export interface GoroutineSubject {
  readonly id: string;
  readonly beforeId: string | null;
  /** RE2 in any case over functions, files, creators, states and `key=value` labels, or a goroutine's id; "" = all. */
  readonly search: string;
}
export type BrowseGoroutinesQuery = GoroutineSubject & BrowseQuery;
export type DescribeGoroutinesQuery = GoroutineSubject & GoroutineSelection;
export interface FoundGoroutine {
  /** False for a snapshot that only counts goroutines. */
  readonly tellsIds: boolean;
  /** Null when there is no goroutine of that id. */
  readonly goroutine: GoroutineSighting | null;
}
/** About one function, by the name that the top table has for it. */
export interface FunctionQuery extends LensQuery {
  readonly function: string;
}
export interface SandwichQuery extends FunctionQuery {
  /** Frames below this share of the function are left out. */
  readonly minFraction: number;
}
export interface SearchQuery extends LensQuery {
  /** Text, or RE2 between slashes; in any case. */
  readonly text: string;
}
export interface SourceQuery extends LensQuery, SourceWish {}
/** Two profiles side by side. */
export interface CompareQuery {
  readonly before: string;
  readonly after: string;
  readonly sampleType?: string;
  readonly lens: ProfileLens;
}
export interface TrendQuery {
  readonly sampleType?: string;
  readonly lens: ProfileLens;
  readonly rowsAre: TrendRows;
}
export interface ProfileEngine {
  /** Decodes and keeps. Codes: profile-malformed, profile-truncated, profile-empty, profile-too-large. */
  load(
    id: string,
    bytes: Uint8Array,
    signal?: AbortSignal,
  ): Promise<ProfileSummary>;
  isLoaded(id: string): boolean;
  unload(id: string): void;
  /** Queries with a lens: `expression-invalid` with the filter's name in `detail.filter`. */
  top(query: TopQuery, signal?: AbortSignal): Promise<TopTable>;
  lensEffect(query: LensQuery, signal?: AbortSignal): Promise<LensEffect>;
  flame(query: FlameQuery, signal?: AbortSignal): Promise<FlameView>;
  /** Who calls a function and what it calls, as two pictures. */
  sandwich(query: SandwichQuery, signal?: AbortSignal): Promise<SandwichView>;
  /** Which places match a search, and their share. Code: expression-invalid. */
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchResult>;
  callers(query: FunctionQuery, signal?: AbortSignal): Promise<CallersView>;
  functionValue(
    query: FunctionQuery,
    signal?: AbortSignal,
  ): Promise<FunctionValue>;
  /** Code: not-found when the function has no lines in `query.file`. */
  source(query: SourceQuery, signal?: AbortSignal): Promise<SourceLines>;
  tags(query: LensQuery, signal?: AbortSignal): Promise<TagsReport>;
  /** Code: profile-incompatible when the two have nothing in common. */
  compare(query: CompareQuery, signal?: AbortSignal): Promise<ComparisonTable>;
  /**
   * Adds a loaded profile, in the order of time, to the trend of this id, which begins with its first one. The profile
   * may be unloaded then. Code: profile-incompatible.
   */
  trendAdd(
    trendId: string,
    query: TrendQuery,
    profile: { readonly id: string; readonly atMillis: number },
    signal?: AbortSignal,
  ): Promise<void>;
  /** The trend with its `limit` rows that moved most, and the end of it. Code: profile-incompatible. */
  trendFinish(
    trendId: string,
    limit: number,
    signal?: AbortSignal,
  ): Promise<TrendTable>;
  /** Forgets a trend that nobody will finish. */
  trendDrop(trendId: string): void;
  sites(id: string, signal?: AbortSignal): Promise<SiteTable>;
  /** Code: profile-incompatible. */
  holderSummary(id: string, signal?: AbortSignal): Promise<HolderSummary>;
  goroutines(
    id: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<readonly GoroutineGroup[]>;
  /** Of graphs that were taken of the heap. Code: profile-incompatible for any other profile. */
  holders(
    id: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<HoldersView>;
  /** The three of goroutines: profile-incompatible for a profile of something else, usage for a bad expression. */
  browseGoroutines(
    query: BrowseGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<BrowserView>;
  /** Null when the path leads nowhere. */
  describeGoroutines(
    query: DescribeGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<GoroutineDetails | null>;
  findGoroutine(
    id: string,
    goroutine: number,
    signal?: AbortSignal,
  ): Promise<FoundGoroutine>;
  /** The `count` largest stacks by bytes in use. Code: profile-incompatible when it is no heap profile. */
  topStacks(
    id: string,
    count: number,
    signal?: AbortSignal,
  ): Promise<TopStacks>;
  total(id: string, sampleType: string): Promise<ExactInteger>;
  close(): Promise<void>;
}

/** Weighs what was read of an investigation into findings and a verdict, without holding up the calling thread. */
export interface Judge {
  /** `evidence` from `gatherEvidence`; null gives the verdict on nothing. Codes: cancelled, internal. */
  judge(
    evidence: TargetEvidence | null,
    readings: SnapshotReadings,
    signal?: AbortSignal,
  ): Promise<VerdictReport>;
  close(): Promise<void>;
}

export interface SourceRequest {
  /** As the profile has it. */
  readonly file: string;
  /** One of its functions: its package tells the Go distribution's files from others. */
  readonly function: string;
  readonly mappings: readonly PathMapping[];
  /** The target's, `go1.26.8`; sources of that version are preferred. */
  readonly goVersion: string | null;
}
/** Source files of this machine. Only what a profile names is read: regular files with a source's name, of bounded size. */
export interface SourceFiles {
  /** Never fails for a file that is not there or not fit to be shown: that is an answer. `aroundLine`: what matters. */
  read(
    request: SourceRequest & { readonly aroundLine: number },
    signal?: AbortSignal,
  ): Promise<SourceText>;
  /**
   * Has the compiler explain the file's package. Runs nothing of it and fetches nothing. Codes: source-missing,
   * source-outside-module, go-missing, source-not-compiled (with the compiler's words), cancelled.
   */
  escapes(request: SourceRequest, signal?: AbortSignal): Promise<EscapeReport>;
}

export interface Disposable {
  dispose(): void;
}

/** gdb with two pseudoterminals: the console people type into, and a raw one that carries `new-ui mi3`. */
export interface GdbProcess {
  readonly pid: number;
  writeConsole(text: string): void;
  onConsole(listener: (text: string) => void): Disposable;
  pauseConsole(): void;
  resumeConsole(): void;
  resize(columns: number, rows: number): void;
  /** One MI command without token or newline; resolves with gdb's raw lines of that channel through `onMiLine`. */
  writeMi(line: string): void;
  onMiLine(listener: (line: string) => void): Disposable;
  onExit(
    listener: (exit: {
      readonly code: number | null;
      readonly signal: number | null;
    }) => void,
  ): Disposable;
  /** SIGTERM, never SIGKILL: gdb removes its breakpoints and detaches. */
  terminate(): void;
}
export interface GdbLauncher {
  /** Codes: gdb-missing, gdb-too-old, gdb-failed. */
  launch(options: {
    readonly exe: string | null;
    /** A running process that it is to be attached to: it runs when gdb has ended, however gdb ends. */
    readonly runningPid: number | null;
    readonly columns: number;
    readonly rows: number;
    /** A gdb that cannot write memory or registers, call functions, signal, or put breakpoints in; false when absent. */
    readonly readOnly?: boolean;
  }): Promise<GdbProcess>;
  version(): Promise<string>;
  /** Null when this user may trace that process; else the refusal, worded with what the kernel said. */
  tracingObstacle(
    pid: number,
  ): Promise<{ readonly code: string; readonly message: string } | null>;
}

export interface RunningDemo {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
  onExit(listener: (code: number | null) => void): Disposable;
}
export interface DemoLauncher {
  /** Codes: go-missing, cache-unwritable, disk-full, build-failed. Builds once per source change, into a cache. */
  start(options: {
    readonly name: string;
    readonly leak: boolean;
    readonly rate?: number;
    /** The leak stops there, and the demo serves on; its own default when absent. */
    readonly maxHeapMiB?: number;
    readonly signal?: AbortSignal;
  }): Promise<RunningDemo>;
  list(): Promise<readonly { readonly name: string; readonly title: string }[]>;
  isAvailable(): Promise<boolean>;
}

/** What this machine has, for `trivet doctor`. Never throws: what cannot be found out is null or false. */
export interface SystemProbe {
  readonly platform: string;
  readonly isRoot: boolean;
  /** `ID` and `ID_LIKE` of /etc/os-release: `debian`. Empty elsewhere. */
  readonly distributions: readonly string[];
  /** First line of `command args…`; null when it is absent or fails. */
  firstLine(command: string, args: readonly string[]): Promise<string | null>;
  /** True when the dynamic loader finds it (`libgtk-3.so.0`). */
  hasLibrary(soname: string): Promise<boolean>;
  hasFontFor(language: string): Promise<boolean>;
  hasDisplay(): boolean;
  /** /proc/sys/kernel/yama/ptrace_scope; null where the kernel has no yama. */
  ptraceScope(): Promise<number | null>;
}
