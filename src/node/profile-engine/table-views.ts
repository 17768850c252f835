// Functions as rows, of one profile or of two beside each other.

import { buildComparisonTable } from "../../core/comparison/comparison-table.ts";
import { sampledSides } from "../../core/comparison/sampled-sides.ts";
import { withIntervals } from "../../core/comparison/top-intervals.ts";
import type { Checkpoint } from "../../core/pprof/profile.ts";
import { reportTotal, sampleTypeIndex } from "../../core/pprof/sample-type.ts";
import { buildTopTable } from "../../core/pprof/top-table.ts";
import type { ComparisonTable, TopTable } from "../../core/pprof/views.ts";
import type {
  CompareQuery,
  TopQuery,
} from "../../services/ports/profile-queries.ts";
import { sampleTypeOf, type LoadedProfiles } from "./loaded-profiles.ts";

export async function topView(
  profiles: LoadedProfiles,
  query: TopQuery,
  checkpoint: Checkpoint,
): Promise<TopTable> {
  const { granularity, noInlines, dropNegative } = query.lens;
  const { whole, seen } = await profiles.look(query, checkpoint);
  const options = { granularity, noInlines, ...sampleTypeOf(query) };
  const table = buildTopTable(
    seen.profile,
    {
      ...options,
      dropNegative,
      cum: query.cum,
      // As in pprof, percentages are of what there was before the filters.
      total: reportTotal(whole, sampleTypeIndex(whole, query.sampleType)),
    },
    checkpoint,
  );
  return query.intervals === true
    ? withIntervals(table, seen.profile, options, checkpoint)
    : table;
}

export async function comparisonView(
  profiles: LoadedProfiles,
  { before, after, ...query }: CompareQuery,
  checkpoint: Checkpoint,
): Promise<ComparisonTable> {
  const subject = {
    kind: "comparison",
    before,
    after,
    mode: "diff-base",
    normalize: false,
  } as const;
  const { seen } = await profiles.look({ ...query, subject }, checkpoint);
  const { granularity, noInlines, dropNegative } = query.lens;
  return buildComparisonTable(
    seen.profile,
    {
      ...sampleTypeOf(query),
      granularity,
      noInlines,
      dropNegative,
      // Of the whole profiles: a filter may leave nothing that tells processes apart.
      sides: sampledSides(profiles.get(before), profiles.get(after)),
    },
    checkpoint,
  );
}
