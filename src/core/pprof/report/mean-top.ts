// `top` of a mean: amounts by the first sample type, delay by contention for instance. It goes by the call graph, which
// keeps divisors; the table that everybody looks at (top-table.ts) is not made to.

import { neverStop, type Checkpoint } from "../profile.ts";
import type { TopTable } from "../views.ts";
import { cumOf, flatOf } from "./call-graph.ts";
import type { ReportSubject } from "./subject.ts";
import { buildTrimmedGraph, type TrimOptions } from "./trim-graph.ts";

/** Sorted by what the means are made of, as pprof sorts them. */
export function buildMeanTop(
  subject: ReportSubject,
  options: TrimOptions,
  checkpoint: Checkpoint = neverStop,
): TopTable {
  const { nodes } = buildTrimmedGraph(subject, options, checkpoint);
  return {
    sampleType: subject.sampleType,
    total: subject.total,
    rows: nodes.map((node) => ({
      name: node.name,
      file: node.info.file,
      line: node.info.line,
      flat: flatOf(node),
      cum: cumOf(node),
    })),
  };
}
