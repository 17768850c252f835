// The lines that GODEBUG=gctrace=1 and scavtrace=1 make the Go runtime print to stderr, of Go 1.10 to 1.27. They stand
// among other lines, often behind a prefix (journald, a container's time stamp), and say MB and KiB, rounded down.
// Source of truth: runtime/extern.go (the format), runtime/mgc.go and mgcscavenge.go (what is really printed).

const MiB = 2 ** 20;
const KiB = 2 ** 10;

export interface GcTraceLine {
  readonly kind: "gc";
  /** 1 for the first collection of the process. */
  readonly number: number;
  /** When it began, seconds after the program's start; printed to the millisecond. */
  readonly atSeconds: number;
  /** Share of all CPU time since the start that collections took, to the percent. */
  readonly cpuShare: number;
  /** Both stops of the world together, and the concurrent marking between them: nanoseconds. */
  readonly pauseNs: number;
  readonly markNs: number;
  /** Heap at the start and the end of the collection, and what it found in use: bytes, in whole MB. */
  readonly heapAtStart: number;
  readonly heapAtEnd: number;
  readonly heapMarked: number;
  readonly goal: number;
  /** What was scanned beside the heap; null before Go 1.18. */
  readonly stacks: number | null;
  readonly globals: number | null;
  readonly processors: number;
  /** runtime.GC asked for it. */
  readonly forced: boolean;
}

export interface ScavengeLine {
  readonly kind: "scavenge";
  /** Given back to the system since the last such line: bytes. */
  readonly returned: number;
  /** What is given back at the moment; Go 1.19 and 1.20 called it total. */
  readonly released: number;
  /** Share of the heap's memory that was kept and is in use. */
  readonly utilization: number;
  readonly forced: boolean;
}

/**
 * `gc 52 @0.204s 2%: 0.19+0.24+0.004 ms clock, 0.38+0/0.14/0.099+0.008 ms cpu, 3->3->3 MB, 7 MB goal, 0 MB stacks,
 * 0 MB globals, 2 P (forced)`. Anchored at its end: a line that was cut is none.
 */
const gcLine =
  /(?:^|[^\w])gc (\d+) @([\d.]+)s (\d+)%: ([\d.]+)\+([\d.]+)\+([\d.]+) ms clock, [\d.+/]+ ms cpu, (\d+)->(\d+)->(\d+) MB, (\d+) MB goal,(?: (\d+) MB stacks, (\d+) MB globals,)? (\d+) P( \(forced\))?\s*$/;
/** Go 1.19: `scav 0 KiB work, 3824 KiB total, 45% util`; later: `… work (bg), … work (eager), … now, …`. */
const scavengeLine =
  /(?:^|[^\w])scav (\d+) KiB work(?: \(bg\), (\d+) KiB work \(eager\))?, (\d+) KiB (?:total|now), (\d+)% util( \(forced\))?\s*$/;

/** Null for a line of anything else, or a part of one. */
export function parseGcTrace(line: string): GcTraceLine | ScavengeLine | null {
  // Most lines of a log are neither: two cheap looks before an expression.
  if (line.includes("MB goal")) return parseGc(line);
  return line.includes("% util") ? parseScavenge(line) : null;
}

function parseGc(line: string): GcTraceLine | null {
  const match = gcLine.exec(line);
  if (match === null) return null;
  const number = (group: number): number => Number(match[group]);
  const optional = (group: number): number | null =>
    match[group] === undefined ? null : Number(match[group]) * MiB;
  return {
    kind: "gc",
    number: number(1),
    atSeconds: number(2),
    cpuShare: number(3) / 100,
    pauseNs: (number(4) + number(6)) * 1e6,
    markNs: number(5) * 1e6,
    heapAtStart: number(7) * MiB,
    heapAtEnd: number(8) * MiB,
    heapMarked: number(9) * MiB,
    goal: number(10) * MiB,
    stacks: optional(11),
    globals: optional(12),
    processors: number(13),
    forced: match[14] !== undefined,
  };
}

function parseScavenge(line: string): ScavengeLine | null {
  const match = scavengeLine.exec(line);
  if (match === null) return null;
  return {
    kind: "scavenge",
    returned: (Number(match[1]) + Number(match[2] ?? 0)) * KiB,
    released: Number(match[3]) * KiB,
    utilization: Number(match[4]) / 100,
    forced: match[5] !== undefined,
  };
}
