// Flame graphs, the sandwich of one function, and the frames that a search marks in them.

import { grossPart } from "../../core/comparison/gross-part.ts";
import { addTagFrames } from "../../core/pprof/filter/tag-frames.ts";
import type { FlameViews } from "../../core/pprof/flame-view.ts";
import type { Checkpoint } from "../../core/pprof/profile.ts";
import { sampleTypeIndex } from "../../core/pprof/sample-type.ts";
import { buildSandwich, type SandwichView } from "../../core/pprof/sandwich.ts";
import {
  searchFrames,
  type SearchResult,
} from "../../core/pprof/search-frames.ts";
import { compileSearchText } from "../../core/pprof/search-text.ts";
import type { FlameView } from "../../core/pprof/views.ts";
import type {
  FlameQuery,
  SandwichQuery,
  SearchQuery,
} from "../../services/ports/profile-queries.ts";
import { sampleTypeOf, type LoadedProfiles } from "./loaded-profiles.ts";

export async function flameView(
  profiles: LoadedProfiles,
  flames: FlameViews,
  query: FlameQuery,
  checkpoint: Checkpoint,
): Promise<FlameView> {
  const { subject, lens, part } = query;
  const { seen } = await profiles.lookAtBothSides(query, checkpoint);
  const { profile } = addTagFrames(
    seen.profile,
    query.tagRoot ?? [],
    [],
    "minimum",
  );
  return flames.build(
    subject.kind === "single" || part === undefined
      ? profile
      : grossPart(
          profile,
          sampleTypeIndex(profile, query.sampleType),
          part,
          checkpoint,
        ),
    {
      ...sampleTypeOf(query),
      // pprof's own picture tells functions of the same name in two files apart, and a frame has a place to open.
      granularity:
        lens.granularity === "functions" ? "filefunctions" : lens.granularity,
      noInlines: lens.noInlines,
      dropNegative: lens.dropNegative,
      minFraction: query.minFraction,
      zoom: query.zoom,
      comparison: subject.kind === "comparison",
    },
    checkpoint,
  );
}

export async function sandwichView(
  profiles: LoadedProfiles,
  query: SandwichQuery,
  checkpoint: Checkpoint,
): Promise<SandwichView> {
  const { subject, lens } = query;
  const { seen } = await profiles.lookAtBothSides(query, checkpoint);
  return buildSandwich(
    seen.profile,
    query.function,
    {
      ...sampleTypeOf(query),
      noInlines: lens.noInlines,
      dropNegative: lens.dropNegative,
      minFraction: query.minFraction,
      comparison: subject.kind === "comparison",
    },
    checkpoint,
  );
}

export async function searchView(
  profiles: LoadedProfiles,
  query: SearchQuery,
  checkpoint: Checkpoint,
): Promise<SearchResult> {
  const { compileExpression } = await import("./compile-expression.ts");
  const matches = compileSearchText(query.text, compileExpression);
  const { seen } = await profiles.lookAtBothSides(query, checkpoint);
  return searchFrames(
    seen.profile,
    matches ?? (() => false),
    {
      ...sampleTypeOf(query),
      granularity: query.lens.granularity,
      noInlines: query.lens.noInlines,
    },
    checkpoint,
  );
}
