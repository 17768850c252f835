// A target from within: memory of a process or a core, how the Go runtime lies in it, and the counters and heap profile
// that are read there.

import type { DebugInfo } from "../../core/dwarf/debug-info.ts";
import type { MemoryWord } from "../../core/flight/flight-plan.ts";
import type { LayoutData } from "../../core/go-runtime/runtime-layout.ts";
import type { TargetMemory } from "../../core/go-runtime/target-memory.ts";
import type { MemStatsReading } from "../../core/memstats/memstats.ts";

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
  /** On another host: PIDs are that host's, and nothing there can be stopped. */
  readonly isRemote?: true;
  readonly memory: TargetMemory;
  /** The very file that was started, also when it was replaced on disk since. */
  readonly executable: RandomAccessFile;
  /** Run-time address of the executable's first instruction (AT_ENTRY); null when the kernel's vector is not there. */
  readonly entryPoint: number | null;
  /** Of a core that ends early: how long it should be, in bytes. What lies behind its end is not readable. */
  readonly cutOff?: { readonly size: number; readonly wholeSize: number };
  /** The target's CLOCK_MONOTONIC now; null of a core and of another host, which do not have it. */
  monotonicNowNs(): number | null;
  /** All threads of a core and of a stopped process; none of one that runs. */
  threads(): Promise<readonly ThreadRegisters[]>;
  close(): Promise<void>;
}
export interface TargetImages {
  /**
   * Memory of a running process, without stopping it. Codes: pid-not-found, pid-forbidden, pid-reused (`startTicks` is
   * another one), procfs-unavailable; through a pipe remote-failed, remote-lost, remote-timeout, remote-unsuitable,
   * remote-too-large.
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
