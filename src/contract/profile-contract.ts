// What window and main say to each other about profiles: one at a time, two against each other, many over time.

import { z } from "zod";
import { grossParts } from "../core/comparison/gross-part.ts";
import type { Comparability } from "../core/investigation/comparability.ts";
import type { CallersView } from "../core/pprof/callers.ts";
import type { FunctionSeries } from "../core/pprof/function-value.ts";
import { longestFilter, type LensEffect } from "../core/pprof/lens.ts";
import type { TagsReport } from "../core/pprof/report/tags.ts";
import type { SandwichView } from "../core/pprof/sandwich.ts";
import type { SearchResult } from "../core/pprof/search-frames.ts";
import {
  trendRows,
  type ComparisonTable,
  type FlameView,
  type GoroutineGroup,
  type ProfileSummary,
  type TopTable,
  type TrendTable,
} from "../core/pprof/views.ts";
import { call } from "./define.ts";
import { id, path } from "./fields.ts";
import {
  functionName,
  functionQuery,
  profileQuery,
  valuesQuery,
  zoomPath,
} from "./profile-query.ts";

/** Frames narrower than this share of the visible root are left out. */
const minFraction = z.number().min(0).max(1);

export const profile = {
  summary: call(z.strictObject({ snapshotId: id })).returns<ProfileSummary>(),
  comparability: call(
    z.strictObject({ before: id, after: id }),
  ).returns<Comparability>(),
  top: call(
    z.strictObject({
      ...profileQuery,
      cum: z.boolean(),
      /** With the 95 % intervals of a sampled heap's values. */
      intervals: z.boolean().optional(),
    }),
  ).returns<TopTable>(),
  /** What the filters match and leave; refuses an expression with `expression-invalid`, naming the filter. */
  lensEffect: call(z.strictObject(profileQuery)).returns<LensEffect>(),
  flame: call(
    z.strictObject({
      ...profileQuery,
      /** Keys of labels whose values become frames at the root. */
      tagRoot: z.array(z.string().max(10_000)).max(8).optional(),
      minFraction,
      /** Names from the root down to the frame that fills the width; empty = everything. */
      zoom: zoomPath,
      /** Of a comparison only what grew, or what shrank, stack by stack. */
      part: z.enum(grossParts).optional(),
    }),
  ).returns<FlameView>(),
  /** A function with its callers and its callees, as two flame views rooted at it. */
  sandwich: call(
    z.strictObject({ ...functionQuery, minFraction }),
  ).returns<SandwichView>(),
  /** Text, or RE2 between slashes. Refuses the latter with `expression-invalid`. */
  search: call(
    z.strictObject({
      ...profileQuery,
      text: z.string().max(longestFilter),
    }),
  ).returns<SearchResult>(),
  callers: call(z.strictObject(functionQuery)).returns<CallersView>(),
  tags: call(z.strictObject(profileQuery)).returns<TagsReport>(),
  /** The function's values in each snapshot like `snapshotId` (its target, its kind), oldest first. */
  functionSeries: call(
    z.strictObject({ snapshotId: id, ...valuesQuery, function: functionName }),
  ).returns<FunctionSeries>(),
  goroutines: call(
    z.strictObject({ snapshotId: id, beforeId: id.nullable() }),
  ).returns<readonly GoroutineGroup[]>(),
  /** The member's raw bytes saved as a file that `go tool pprof` opens. */
  saveRaw: call(
    z.strictObject({ snapshotId: id, path: path.optional() }),
  ).returns<{ path: string } | null>(),
} as const;

export const comparison = {
  /** Two snapshots side by side, place by place, each change with its interval. */
  table: call(
    z.strictObject({ before: id, after: id, ...valuesQuery }),
  ).returns<ComparisonTable>(),
  /** How places went over many snapshots of one target; `app.progress` counts them under `progressId`. */
  trend: call(
    z.strictObject({
      snapshotIds: z.array(id).min(1).max(10_000),
      ...valuesQuery,
      rowsAre: z.enum(trendRows),
      limit: z.number().int().min(1).max(10_000),
      progressId: id,
    }),
  ).returns<TrendTable>(),
} as const;
