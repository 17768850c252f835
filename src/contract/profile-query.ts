// What every question about a profile carries: of which snapshots, which values of them, through which lens.

import { z } from "zod";
import { filterNames, longestFilter } from "../core/pprof/lens.ts";
import { granularities } from "../core/pprof/views.ts";
import { id } from "./fields.ts";

/** One snapshot, or the difference between two. */
const subject = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("single"), id }),
  z.strictObject({
    kind: z.literal("comparison"),
    before: id,
    after: id,
    mode: z.enum(["base", "diff-base"]),
    normalize: z.boolean(),
  }),
]);
export type ProfileSubject = z.infer<typeof subject>;

/** Granularity and filters. */
export const lens = z.strictObject({
  granularity: z.enum(granularities),
  noInlines: z.boolean(),
  dropNegative: z.boolean(),
  filters: z.record(z.enum(filterNames), z.string().max(longestFilter)),
});

/** Which values, and how they are seen; an absent sample type is the profile's own choice. */
export const valuesQuery = {
  sampleType: z.string().max(200).optional(),
  lens,
};
export const profileQuery = { subject, ...valuesQuery };

/** By the name that the top table has for it. */
export const functionName = z.string().min(1).max(1_000_000);
export const functionQuery = { ...profileQuery, function: functionName };

/** Names of frames from below the root to the zoomed one. */
export const zoomPath = z.array(z.string().max(100_000)).max(10_000).readonly();
