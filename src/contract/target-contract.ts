// What window and main say to each other about a target: connecting to it, its series, its snapshots, its memory.

import { z } from "zod";
import type {
  CaptureEstimate,
  TargetState,
} from "../core/investigation/live-state.ts";
import type { Snapshot } from "../core/investigation/model.ts";
import type { MemoryReconciliation } from "../core/investigation/reconcile-target.ts";
import type { SeriesName } from "../core/investigation/series-catalogue.ts";
import { call, event } from "./define.ts";
import { id, millis, none } from "./fields.ts";

export interface SeriesData {
  readonly targetId: string;
  readonly name: SeriesName;
  /** Milliseconds since the epoch, and values in the series' unit; same length. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export const target = {
  connect: call(
    z.strictObject({
      url: z.string().min(1).max(2048),
      pid: z.number().int().positive().optional(),
      /** What could harm the target is off unless asked for. */
      isProduction: z.boolean().optional(),
    }),
  ).returns<TargetState>(),
  /** Holds for what is begun from then on: a debugger that is attached stays as it is. */
  markProduction: call(
    z.strictObject({ targetId: id, isProduction: z.boolean() }),
  ).returns<null>(),
  disconnect: call(z.strictObject({ targetId: id })).returns<null>(),
  /** Builds and starts the bundled demo target, then connects to it. */
  startDemo: call(z.strictObject({ leak: z.boolean() })).returns<TargetState>(),
  stopDemo: call(none).returns<null>(),
} as const;

export const series = {
  /** Reduced to at most `maxPoints` per series, keeping every minimum and maximum. */
  read: call(
    z.strictObject({
      targetId: id,
      names: z.array(z.string().max(100)).max(100),
      fromMillis: millis.optional(),
      toMillis: millis.optional(),
      maxPoints: z.number().int().min(10).max(1_000_000),
    }),
  ).returns<readonly SeriesData[]>(),
  appended: event<{
    /** Target ids are the same in every investigation: what is on its way when another one is opened is not of it. */
    readonly investigationId: string;
    readonly targetId: string;
    readonly untilMillis: number;
  }>(),
} as const;

const captureRequest = z.strictObject({
  targetId: id,
  kind: z.enum(["heap", "allocs", "goroutine"]),
  gc: z.boolean(),
  /** Of goroutines: every one by id, state and wait; the target stands still meanwhile. */
  stacks: z.boolean().optional(),
});

export const capture = {
  estimate: call(captureRequest).returns<CaptureEstimate>(),
  take: call(captureRequest).returns<Snapshot>(),
} as const;

export const memory = {
  /** From RSS to the largest stacks; null when the target gave no counters. */
  reconcile: call(
    z.strictObject({
      targetId: id,
      /** Null = the heap snapshot nearest to `atMillis`. */
      snapshotId: id.nullable(),
      /** Null = the newest moment. */
      atMillis: millis.nullable(),
      stacks: z.number().int().min(1).max(1000),
    }),
  ).returns<MemoryReconciliation | null>(),
} as const;
