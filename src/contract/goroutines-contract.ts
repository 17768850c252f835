// What window and main say to each other about goroutines: groups of them, one of them, one through time.

import { z } from "zod";
import {
  rowOrders,
  type BrowserView,
  type GoroutineDetails,
} from "../core/goroutines/browser-views.ts";
import type { GoroutineMoment } from "../core/investigation/goroutine-history.ts";
import { call } from "./define.ts";
import { id } from "./fields.ts";

/** Keys of nested groups, outermost first; a key can be a whole stack's text. */
const groupPath = z.array(z.string().max(1_000_000)).max(12);
const goroutineSubject = {
  snapshotId: id,
  beforeId: id.nullable(),
  search: z.string().max(10_000),
  levels: z
    .array(
      z.discriminatedUnion("by", [
        z.strictObject({
          by: z.enum(["all", "stack", "state", "function", "creator", "wait"]),
        }),
        z.strictObject({ by: z.literal("label"), key: z.string().max(10_000) }),
      ]),
    )
    .min(1)
    .max(8),
};

export const goroutines = {
  /** Nested groups of one snapshot, against an earlier one. */
  browse: call(
    z.strictObject({
      ...goroutineSubject,
      order: z.enum(rowOrders),
      open: z.array(groupPath).max(10_000),
      limit: z.number().int().min(1).max(100_000),
    }),
  ).returns<BrowserView>(),
  /** One group or goroutine; null when the path leads nowhere. */
  describe: call(
    z.strictObject({ ...goroutineSubject, path: groupPath }),
  ).returns<GoroutineDetails | null>(),
  /** Through every snapshot of the target that tells ids, oldest first. */
  follow: call(
    z.strictObject({
      targetId: id,
      goroutine: z.number().int().positive(),
    }),
  ).returns<readonly GoroutineMoment[]>(),
} as const;
