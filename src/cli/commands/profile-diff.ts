// `trivet profile diff`: the table of `top --diff-base`, each change with what it is worth, and what speaks against
// comparing the two.

import {
  compareSummaries,
  mildProfileIssues,
  type ProfileIssue,
} from "../../core/comparison/profile-facts.ts";
import { sampledSides } from "../../core/comparison/sampled-sides.ts";
import { withIntervals } from "../../core/comparison/top-intervals.ts";
import { wordMessage } from "../../core/messages/catalogue.ts";
import { message } from "../../core/messages/message.ts";
import { compareProfiles } from "../../core/pprof/compare.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import { prepareSubject } from "../../core/pprof/report/subject.ts";
import { summarizeProfile } from "../../core/pprof/summary.ts";
import type { CompileExpression } from "../../core/pprof/text-matcher.ts";
import type { TopRow, TopTable } from "../../core/pprof/views.ts";
import {
  granularityOf,
  nodeCountOf,
  subjectOptions,
  type ProfileValues,
} from "./profile-options.ts";
import { formatDifference } from "./profile-text.ts";
import { topDocument, topOf } from "./profile-top.ts";

export interface DiffReport {
  /** With `schema`. */
  readonly document: object;
  readonly text: string;
  readonly warnings: readonly string[];
}

/** Codes: profile-incompatible, not-found (sample type), cancelled. */
export function diffReport(
  { before, after }: { readonly before: Profile; readonly after: Profile },
  values: ProfileValues,
  compile: CompileExpression,
  checkpoint: Checkpoint,
): DiffReport {
  const normalize = values.normalize ?? false;
  const difference = compareProfiles(
    before,
    after,
    { mode: "diff-base", normalize },
    checkpoint,
  );
  const subject = prepareSubject(difference, subjectOptions(values), compile);
  const plain = topOf(subject, values, checkpoint);
  // Scaled counts are no longer those of the samples.
  const table =
    normalize || subject.mean === true
      ? plain
      : withIntervals(
          plain,
          subject.profile,
          {
            sampleType: String(subject.typeIndex),
            granularity: granularityOf(values, "functions"),
            noInlines: values["no-inlines"] ?? false,
            sides: sampledSides(before, after),
          },
          checkpoint,
        );
  const { issues, facts } = compareSummaries(
    summarizeProfile(before),
    summarizeProfile(after),
  );
  const warnings = [
    ...subject.warnings.map((text) => `warning: ${text}`),
    ...issues.map(
      (issue) =>
        `warning[${issue}]: ${wordMessage("en", message(`compare.issue.${issue}`, { ...facts }))}`,
    ),
  ];
  return {
    document: diffDocument(table, values, issues),
    text: formatDifference(doubtfulLast(table), nodeCountOf(values, 40)),
    warnings,
  };
}

function diffDocument(
  table: TopTable,
  values: ProfileValues,
  issues: readonly ProfileIssue[],
): object {
  const nodeCount = nodeCountOf(values, 0);
  const rows = nodeCount === 0 ? table.rows : table.rows.slice(0, nodeCount);
  return {
    ...topDocument(table, values),
    comparability: {
      reliable: issues.every((issue) => mildProfileIssues.has(issue)),
      issues,
    },
    rows: rows.map(({ name, flat, cum, flatInterval, cumInterval }) => ({
      name,
      flat,
      cum,
      ...(flatInterval === undefined ? {} : { flatInterval }),
      ...(cumInterval === undefined ? {} : { cumInterval }),
    })),
  };
}

/** Sampling explains the change: its interval holds 0. */
export function isDoubtful({ flatInterval }: TopRow): boolean {
  return (
    flatInterval !== undefined &&
    flatInterval !== null &&
    flatInterval.low <= 0 &&
    flatInterval.high >= 0 &&
    flatInterval.low < flatInterval.high
  );
}

/** Otherwise in pprof's order. */
function doubtfulLast(table: TopTable): TopTable {
  const rows = [
    ...table.rows.filter((row) => !isDoubtful(row)),
    ...table.rows.filter(isDoubtful),
  ];
  return { ...table, rows };
}
