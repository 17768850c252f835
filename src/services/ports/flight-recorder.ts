// The last moments of a process: a sampler that sees its end, and the ring of a program that has the agent in it.

import type { LastWords } from "../../core/flight/death-words.ts";
import type { FlightPlan } from "../../core/flight/flight-plan.ts";
import type { FlightSample } from "../../core/flight/flight-ring.ts";

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
