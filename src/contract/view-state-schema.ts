// What the window shows of an investigation, as it comes to be saved with it.

import { z } from "zod";
import { rowOrders } from "../core/goroutines/browser-views.ts";
import { panelNames } from "../core/investigation/view-state.ts";
import { longestFilter } from "../core/pprof/lens.ts";
import { id, millis } from "./fields.ts";
import { lens, zoomPath } from "./profile-query.ts";

const goroutineSettings = z.strictObject({
  snapshotId: id.nullable(),
  before: z.union([
    z.strictObject({ snapshotId: id.nullable() }),
    z.literal("auto"),
  ]),
  first: z.string().max(10_100),
  second: z.string().max(10_100),
  order: z.enum(rowOrders).nullable(),
  show: z.enum(["groups", "flame"]),
  search: z.string().max(10_000),
  flamePath: zoomPath,
  side: z.enum(["details", "follow"]),
  followed: z.string().max(100),
});

export const viewState = z.strictObject({
  panel: z.enum(panelNames),
  zoom: z.strictObject({ fromMillis: millis, toMillis: millis }).nullable(),
  snapshotId: id.nullable(),
  comparison: z.strictObject({ a: id, b: id }).nullable(),
  base: id.nullable(),
  sampleType: z.string().max(200).nullable(),
  selectedFunction: z.string().max(100_000).nullable(),
  lens,
  flame: z.strictObject({
    orientation: z.enum(["icicle", "flame"]),
    sandwich: z.boolean(),
    path: zoomPath,
    search: z.string().max(longestFilter),
  }),
  goroutines: goroutineSettings,
});
