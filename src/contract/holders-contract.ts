// The part of the contract about the object graph: taken with a pause that is priced before, and read as a view.

import { z } from "zod";
import type { Snapshot } from "../core/investigation/model.ts";
import type { HoldersView } from "../core/object-graph/holders-view.ts";
import type { PauseEstimate } from "../core/object-graph/pause-estimate.ts";
import { call } from "./define.ts";

const id = z.string().min(1).max(200);

export const holders = {
  /** What the next graph would cost the target: reads its memory, stops nothing. */
  estimate: call(z.strictObject({ targetId: id })).returns<PauseEstimate>(),
  /** `confirmed`: its price was shown. Past `maxPauseMs` the target runs again and nothing is kept. */
  take: call(
    z.strictObject({
      targetId: id,
      maxPauseMs: z.number().min(1).max(60_000),
      confirmed: z.literal(true),
    }),
  ).returns<Snapshot>(),
  /** Against an earlier graph of the same target, where one is named. */
  read: call(
    z.strictObject({ snapshotId: id, beforeId: id.nullable() }),
  ).returns<HoldersView>(),
} as const;
