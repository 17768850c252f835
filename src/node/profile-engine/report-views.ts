// Views over the subject that the command line's reports take: one function's callers, value and lines, and the labels.

import { buildCallers, type CallersView } from "../../core/pprof/callers.ts";
import {
  buildFunctionValue,
  type FunctionValue,
} from "../../core/pprof/function-value.ts";
import type { Checkpoint } from "../../core/pprof/profile.ts";
import { filteredSubject } from "../../core/pprof/report/filtered-subject.ts";
import type { ReportSubject } from "../../core/pprof/report/subject.ts";
import { buildTags, type TagsReport } from "../../core/pprof/report/tags.ts";
import { baseLabel } from "../../core/pprof/sample-type.ts";
import {
  buildSourceView,
  type SourceLines,
} from "../../core/pprof/source-view.ts";
import type {
  FunctionQuery,
  LensQuery,
  SourceQuery,
} from "../../services/ports/profile-queries.ts";
import type { LoadedProfiles } from "./loaded-profiles.ts";

export async function callersView(
  profiles: LoadedProfiles,
  query: FunctionQuery,
  checkpoint: Checkpoint,
): Promise<CallersView> {
  const subject = await reportSubject(profiles, query, checkpoint);
  const { lens } = query;
  return buildCallers(
    subject,
    query.function,
    // Whole files have no name to be found by.
    lens.granularity === "files" ? { ...lens, granularity: "functions" } : lens,
    checkpoint,
  );
}

export async function functionValueView(
  profiles: LoadedProfiles,
  query: FunctionQuery,
  checkpoint: Checkpoint,
): Promise<FunctionValue> {
  const subject = await reportSubject(profiles, query, checkpoint);
  return buildFunctionValue(subject, query.function, query.lens, checkpoint);
}

export async function sourceView(
  profiles: LoadedProfiles,
  query: SourceQuery,
  checkpoint: Checkpoint,
): Promise<SourceLines> {
  const subject = await reportSubject(profiles, query, checkpoint);
  return buildSourceView(subject, query, query.lens, checkpoint);
}

export async function tagsView(
  profiles: LoadedProfiles,
  query: LensQuery,
  checkpoint: Checkpoint,
): Promise<TagsReport> {
  const subject = await reportSubject(profiles, query, checkpoint);
  const report = buildTags(subject, checkpoint);
  // What marks the base's samples in a difference is no label of anybody's.
  const tags = report.tags.filter(({ key }) => key !== baseLabel.key);
  return { ...report, tags };
}

async function reportSubject(
  profiles: LoadedProfiles,
  query: LensQuery,
  checkpoint: Checkpoint,
): Promise<ReportSubject> {
  const { whole, seen } = await profiles.look(query, checkpoint);
  return filteredSubject(whole, seen.profile, query.sampleType);
}
