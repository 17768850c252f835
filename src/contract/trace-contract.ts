// The part of the contract about traces of allocations and crash stops.

import { z } from "zod";
import type { TracePrice } from "../core/allocation-trace/trace-price.ts";
import type { TraceState } from "../core/allocation-trace/trace-state.ts";
import type {
  CrashView,
  TraceView,
} from "../core/allocation-trace/trace-views.ts";
import { call, event } from "./define.ts";
import { id, none } from "./fields.ts";

const budget = {
  hits: z.number().int().min(1).max(1_000_000),
  seconds: z.number().positive().max(86_400),
} as const;

export const trace = {
  state: call(none).returns<TraceState>(),
  /** What a trace would cost the target: takes 0.4 s, stops nothing. */
  estimate: call(
    z.strictObject({ targetId: id, ...budget }),
  ).returns<TracePrice>(),
  /** Answers when it is over and on the record; cancelling ends it early. `confirmed`: its price was shown. */
  start: call(
    z.strictObject({ targetId: id, ...budget, confirmed: z.literal(true) }),
  ).returns<{ readonly snapshotId: string }>(),
  /** Answers when the target has ended, or the waiting was ended; what was caught is an event then. */
  arm: call(
    z.strictObject({
      targetId: id,
      recentSeconds: z.number().positive().max(600).nullable(),
      confirmed: z.literal(true),
    }),
  ).returns<{
    readonly ended: "crash" | "asked" | "target-died" | "gdb-ended";
  }>(),
  stop: call(none).returns<null>(),
  /** The places and the newest allocations of a recorded trace. */
  read: call(z.strictObject({ eventId: id })).returns<TraceView>(),
  readCrash: call(z.strictObject({ eventId: id })).returns<CrashView>(),
  changed: event<TraceState>(),
} as const;
