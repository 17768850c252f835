// How allocations are caught in the act: by gdb, which writes to a folder while threads stand still, or by the kernel's
// probes.

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

/** Threads of a process, looked at from outside. */
export interface ThreadStates {
  /** How many stand still now; null when the process has ended. */
  stopped(pid: number): number | null;
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
