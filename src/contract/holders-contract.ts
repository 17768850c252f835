// The part of the contract about the object graph: taken with a pause that is priced before, and read as a view.

import { z } from "zod";
import type { Snapshot } from "../core/investigation/model.ts";
import type { HoldersView } from "../core/object-graph/holders-view.ts";
import type { PauseEstimate } from "../core/object-graph/pause-estimate.ts";
import { call, event } from "./define.ts";
import { id, none, path } from "./fields.ts";

/** `main.Session.Tenant`: type and field that the graph's values are grouped by too. */
const group = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  .refine((text) => !/\p{Cc}/u.test(text), "holds control characters")
  .nullable();
const filePath = path.refine((text) => !text.includes("\0"), "holds a NUL");

export const holders = {
  /** What the next graph would cost the target: reads its memory, stops nothing. */
  estimate: call(z.strictObject({ targetId: id })).returns<PauseEstimate>(),
  /** `confirmed`: its price was shown. Past `maxPauseMs` the target runs again and nothing is kept. */
  take: call(
    z.strictObject({
      targetId: id,
      maxPauseMs: z.number().min(1).max(60_000),
      group,
      confirmed: z.literal(true),
    }),
  ).returns<Snapshot>(),
  /** Against an earlier graph of the same target, where one is named. */
  read: call(
    z.strictObject({ snapshotId: id, beforeId: id.nullable() }),
  ).returns<HoldersView>(),
  /**
   * A core file, offline: its graph and heap profile become snapshots of the program that left it, in the open
   * investigation where that is about the same process, else in a new one. Without an executable the one that ran is
   * looked for where it lay, by its build id. `app.progress` tells hundredths under `progressId`.
   */
  openCore: call(
    z.strictObject({
      core: filePath,
      executable: filePath.nullable(),
      group,
      progressId: id,
    }),
  ).returns<{ readonly snapshotId: string }>(),
  /** A file dialog; null when it is dismissed. */
  chooseFile: call(
    z.strictObject({ what: z.enum(["core", "executable"]) }),
  ).returns<string | null>(),
  /** The core that the command line named at the start; told once. */
  offeredCore: call(none).returns<string | null>(),
  /** A core was named later: to a second start of the program, or where an investigation was to be opened. */
  coreOffered: event<{ readonly core: string }>(),
} as const;
