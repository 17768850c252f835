// The ports to processes from within: their memory, pauses and ends, and what they leave behind. Reached through ports.ts,
// as all ports are.

import type { DebugInfo } from "../core/dwarf/debug-info.ts";
import type { LastWords } from "../core/flight/death-words.ts";
import type { FlightPlan, MemoryWord } from "../core/flight/flight-plan.ts";
import type { FlightSample } from "../core/flight/flight-ring.ts";
import type { MemStatsReading } from "../core/memstats/memstats.ts";
import type { LayoutData } from "../core/go-runtime/runtime-layout.ts";
import type { TargetMemory } from "../core/go-runtime/target-memory.ts";
import type { PauseEstimate } from "../core/object-graph/pause-estimate.ts";

/** A file that is read in parts: executables and cores may have gigabytes. */
export interface RandomAccessFile {
  readonly path: string;
  readonly size: number;
  /** Fewer bytes at the end of the file. */
  readAt(offset: number, length: number): Promise<Uint8Array>;
}
/** Where a thread stands. */
export interface ThreadRegisters {
  readonly threadId: number;
  readonly pc: number;
  readonly sp: number;
}
/** Memory of one process at hand: its own while it runs, or what a core kept. */
export interface TargetImage {
  readonly kind: "live" | "core";
  readonly memory: TargetMemory;
  /** The very file that was started, also when it was replaced on disk since. */
  readonly executable: RandomAccessFile;
  /** Run-time address of the executable's first instruction (AT_ENTRY); null when the kernel's vector is not there. */
  readonly entryPoint: number | null;
  /** Of a core that ends early: how long it should be, in bytes. What lies behind its end is not readable. */
  readonly cutOff?: { readonly size: number; readonly wholeSize: number };
  /** The target's CLOCK_MONOTONIC now; null of a core, which does not have it. */
  monotonicNowNs(): number | null;
  /** All threads of a core and of a stopped process; none of one that runs. */
  threads(): Promise<readonly ThreadRegisters[]>;
  close(): Promise<void>;
}
export interface TargetImages {
  /**
   * Memory of a running process, without stopping it. Codes: pid-not-found, pid-forbidden, pid-reused (`startTicks` is
   * another one), procfs-unavailable.
   */
  openProcess(
    pid: number,
    options?: { readonly startTicks?: number },
  ): Promise<TargetImage>;
  /** Codes: not-found, core-malformed (also when the file ends early), core-mismatch. */
  openCore(corePath: string, executablePath: string): Promise<TargetImage>;
}
export interface LoadedLayout {
  readonly data: LayoutData;
  /** As linked; with the target's entry point it gives the load bias. */
  readonly entryPoint: number;
  /** The binary's own. */
  readonly goVersion: string;
  /** `bundled`: the binary has no DWARF, the layout of another patch release of its Go version may have been taken. */
  readonly source: "dwarf" | "cache" | "bundled";
}
export interface LayoutSource {
  /** Codes: target-not-go, layout-missing, layout-unsupported. */
  load(executable: RandomAccessFile): Promise<LoadedLayout>;
  /**
   * What the executable says about its types and variables; null when it was linked with -w. Codes: target-not-go,
   * layout-unsupported (damaged).
   */
  loadDebugInfo(executable: RandomAccessFile): Promise<DebugInfo | null>;
}

/** Where a debugger leaves what it records faster than it could be asked for. */
export interface HitFolder {
  readonly path: string;
  /** What was written since the last call, in order. */
  read(): Promise<Uint8Array>;
  remove(): Promise<void>;
}
export interface HitFolders {
  /** A new folder that only this user can read. Code: disk-failed. */
  create(): Promise<HitFolder>;
}

/** What a Go runtime counts, out of its process's memory. */
export interface RuntimeCounters {
  /** As over HTTP, but for what memory does not have: Lookups and MaxRSS. */
  readonly reading: MemStatsReading;
  /** What MemStats does not tell: values of the catalogue's source `memory`. */
  readonly beyond: Readonly<Record<string, number>>;
  readonly goroutines: number;
}
/** `collection`: what the last one found in use, as after `gc=1`; `now`: with the allocations and frees since. */
export type HeapMoment = "collection" | "now";
export interface RuntimeHeapProfile {
  /** Uncompressed pprof. */
  readonly bytes: Uint8Array;
  /** Collections so far; what `moment: "collection"` shows is as of the last of them. */
  readonly numGc: number;
}
/** The Go runtime of one process, read through its memory: not stopped, not asked, nothing written. */
export interface RuntimeWatch {
  readonly goVersion: string;
  /** Null unless the layout of another patch release stands in: `go1.22.12`. */
  readonly layoutOf: string | null;
  /** False where nothing in the program uses profiles (the linker then turns sampling off), or the program did. */
  samplesHeap(): Promise<boolean>;
  /** Codes: memory-unreadable, memory-inconsistent, target-died, cancelled. */
  counters(signal?: AbortSignal): Promise<RuntimeCounters>;
  /** Codes: those of `counters`, layout-mismatch, and profile-empty where the program has sampling off. */
  heapProfile(
    moment: HeapMoment,
    signal?: AbortSignal,
  ): Promise<RuntimeHeapProfile>;
  /** Counters that lie in memory as they are: what a sampler can read many times a second. */
  flightWords?(): readonly MemoryWord[];
  close(): Promise<void>;
}
export interface RuntimeWatches {
  /** Codes: those of `TargetImages.openProcess` and `LayoutSource.load`, layout-mismatch. */
  open(pid: number, startTicks: number): Promise<RuntimeWatch>;
}

export interface PauseRequest {
  readonly pid: number;
  /** Refuses with `pid-reused` when the process is another one. */
  readonly startTicks?: number;
  /** After this long it runs again, whatever happens. */
  readonly maxMs: number;
  readonly signal?: AbortSignal;
}
/** A process that stands still. Resume it, whatever happens; should this program die, something else does. */
export interface HeldProcess {
  /** It stood still before: it is left so. */
  readonly wasStopped: boolean;
  /** Fires with `pause-too-long` when it runs again before it was asked to, and when the request's signal does. */
  readonly over: AbortSignal;
  /**
   * Lets it run; milliseconds that it stood still for this. Once more does nothing. Code: memory-inconsistent when
   * somebody else had set it running meanwhile.
   */
  resume(): Promise<number>;
}
export interface ProcessPauses {
  /**
   * Stops all threads of a process with SIGSTOP, without tracing it. Codes: pid-not-found, pid-forbidden, pid-reused,
   * already-traced, memory-inconsistent (it does not stop), cancelled.
   */
  pause(request: PauseRequest): Promise<HeldProcess>;
}

/** A process whose heap is to be read. */
export interface HeapSubject {
  readonly pid: number;
  readonly startTicks: number;
}
export interface TakenHolders {
  /** Uncompressed pprof: holders as stacks, objects and bytes as values. */
  readonly profile: Uint8Array;
  /** When the target ran again. */
  readonly atMillis: number;
  readonly numGc: number;
  /** Measured; 0 of a target that stood still already, and without a pause. */
  readonly pausedMs: number;
  /** Where the target ran on. */
  readonly isApproximate: boolean;
  /** Live ones. */
  readonly objects: number;
  readonly bytes: number;
}
/** What a core says of the program that left it, before its heap is read. */
export interface CoreFacts {
  readonly core: string;
  /** The file that was given, or the one that was found where the core says it lay. */
  readonly executable: string;
  readonly goVersion: string;
  /** GNU's, else Go's; of the core's memory where it is there, else the file's. */
  readonly buildId: string | null;
  /** Null when the core does not say it. */
  readonly pid: number | null;
  /** When the core was last written. */
  readonly writtenAtMillis: number;
}
export interface TakenCore extends TakenHolders {
  /** Uncompressed pprof out of the same core; null when the program sampled nothing. */
  readonly heapProfile: Uint8Array | null;
  /** Of the heap, pages that the core lacks. */
  readonly unreadableBytes: number;
}
/** Graphs of a process's heap, taken and worked out where nobody waits for it. */
export interface HeapGraphs {
  /**
   * `executable`: null to look for it. Codes: not-found, core-malformed, core-mismatch, target-not-go, layout-missing,
   * layout-mismatch, layout-unsupported, cancelled.
   */
  identifyCore(
    core: string,
    executable: string | null,
    signal?: AbortSignal,
  ): Promise<CoreFacts>;
  /** `onProgress`: 0 to 1. Codes: those of `identifyCore`, memory-unreadable, cancelled. */
  takeCore(
    facts: CoreFacts,
    options: {
      readonly onProgress?: (done: number) => void;
      readonly signal?: AbortSignal;
    },
  ): Promise<TakenCore>;
  /** Stops nothing. Codes: those of `RuntimeWatches.open`, cancelled. */
  estimate(subject: HeapSubject, signal?: AbortSignal): Promise<PauseEstimate>;
  /** `maxPauseMs`: null = without a pause. Codes: those of `estimate` and `ProcessPauses`, pause-too-long. */
  take(
    subject: HeapSubject,
    maxPauseMs: number | null,
    signal?: AbortSignal,
  ): Promise<TakenHolders>;
  close(): Promise<void>;
}

/** Where the kernel shall stop to look: a file offset in an executable, for the threads of one process. */
export interface ProbePlace {
  readonly pid: number;
  readonly executable: string;
  readonly fileOffset: number;
  /** What is read there, in the words of uprobe_events. */
  readonly fetch: string;
}
export interface AllocationProbe {
  /** From the probe's clock to the time of day. */
  readonly offsetMillis: number;
  /** The kernel's lines since the last call; the last one may be unfinished. */
  read(): string;
  /** Resolves when the probe is out. */
  close(): Promise<void>;
}
/** Probes of the kernel: cheaper than a breakpoint, where kernel and rights allow them. */
export interface AllocationProbes {
  /** Null where they can be had; else why not. */
  obstacle(): Promise<string | null>;
  /** Code: trace-unavailable. */
  open(place: ProbePlace): Promise<AllocationProbe>;
}

/** Threads of a process, looked at from outside. */
export interface ThreadStates {
  /** How many stand still now; null when the process has ended. */
  stopped(pid: number): number | null;
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

/** What was seen of the end of a process. Times are unix milliseconds. */
export interface FlightDeath {
  readonly samples: number;
  /** Tried when its memory was gone already. */
  readonly failedSamples: number;
  /** When its own memory was last read. */
  readonly lastSampleMillis: number | null;
  /** When its cgroup was last read while it was ending already; null where there was none, or no time. */
  readonly lastGroupMillis: number | null;
  /** When it was first seen to be ending; null when it was gone at the next look. */
  readonly endingMillis: number | null;
  /** When its memory was first seen to be given back whole, while its parent had not taken it yet. */
  readonly zombieMillis: number | null;
  /** When its parent had taken it away. */
  readonly goneMillis: number;
  /** As wait(2) has it. */
  readonly waitStatus: number | null;
  /** Kills of its cgroup while it was watched. */
  readonly oomKills: number | null;
  readonly oomLine: string | null;
  readonly lastWords: LastWords | null;
  /** `source:why`. */
  readonly missing: readonly string[];
}
/** One process that is sampled many times a second, each sample on disk at once. */
export interface FlightSampler {
  /** Resolves when the process is gone. Codes: cancelled by `close`, disk-failed, internal. */
  readonly death: Promise<FlightDeath>;
  /** What the ring holds, oldest first. Code: disk-failed. */
  samples(): Promise<readonly FlightSample[]>;
  /** Ends the sampling and removes the ring. */
  close(): Promise<void>;
}
export interface FlightSamplers {
  start(plan: FlightPlan): Promise<FlightSampler>;
}

/** The ring file of a program that has the agent in it, held open: it can be read when the program is gone. */
export interface AgentRingFile {
  /** As the program named it. */
  readonly path: string;
  /** Codes: disk-failed, ring-malformed (larger than any ring). */
  read(): Promise<Uint8Array>;
  close(): Promise<void>;
}
export interface AgentRingFiles {
  /** The ring that a running process writes; null where it has none, or it cannot be opened. */
  find(pid: number): Promise<AgentRingFile | null>;
}
