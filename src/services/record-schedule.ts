// When a recording takes its snapshots. A heap profile is as of one or two collections ago, so two of them say something
// only when at least two collections lie between; a due capture therefore waits a little for the collector.

/** Computed, not listed: a month of snapshots each second would be millions of entries. */
export interface RecordingPlan {
  readonly everyMs: number;
  /** Regular captures, at 0, everyMs, 2 everyMs, … after the start. */
  readonly regular: number;
  /** The one capture after them, shortly before the end. */
  readonly lastAtMs: number;
}

/** The longest recording with an end: 30 days. Counters at 1 Hz are then a gigabyte or so in the journal. */
export const longestDurationMs = 30 * 24 * 3_600_000;

const shortestEveryMs = 5000;
const longestEveryMs = 5 * 60_000;

/** A quarter of the recording, so that even a short one has its four snapshots, between 5 s and 5 min. */
export function defaultEveryMs(durationMs: number | null): number {
  if (durationMs === null) return 60_000;
  return Math.min(longestEveryMs, Math.max(shortestEveryMs, durationMs / 4));
}

/**
 * The last capture is made while there is time to get it: a twentieth of the recording before the end, at least 1.5 s,
 * at most 5 s. A regular one that would come just before the last is left out.
 */
export function planRecording(
  durationMs: number,
  everyMs: number,
): RecordingPlan {
  const margin = Math.min(5000, Math.max(1500, durationMs / 20));
  const last = Math.max(0, durationMs - margin);
  const regular = Math.max(0, Math.ceil((last - everyMs / 3) / everyMs));
  return { everyMs, regular, lastAtMs: last };
}

/** Milliseconds after the start of a capture, by its index; undefined after the last one. */
export function captureAtMs(
  plan: RecordingPlan,
  index: number,
): number | undefined {
  if (index < plan.regular) return index * plan.everyMs;
  return index === plan.regular ? plan.lastAtMs : undefined;
}

/** The capture that is due `elapsedMs` after the start, by its index; null when none is. Open-ended recordings go on. */
export function isCaptureDue(
  plan: RecordingPlan | null,
  captureIndex: number,
  elapsedMs: number,
  everyMs: number,
): boolean {
  const at =
    plan === null ? captureIndex * everyMs : captureAtMs(plan, captureIndex);
  return at !== undefined && elapsedMs >= at;
}

export interface GcWait {
  readonly dueForMs: number;
  readonly everyMs: number;
  /** NumGC of the newest counters and of the snapshot before; null when unknown. */
  readonly numGc: number | null;
  readonly numGcBefore: number | null;
}

/** True while it is worth waiting for collections: at most half a period, and only when counters tell. */
export function shouldAwaitGc(wait: GcWait): boolean {
  if (wait.numGc === null || wait.numGcBefore === null) return false;
  if (wait.numGc - wait.numGcBefore >= 2) return false;
  return wait.dueForMs < wait.everyMs / 2;
}
