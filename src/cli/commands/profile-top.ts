// The table of `trivet profile top` and `diff`, from the options of the command line.

import type { Checkpoint } from "../../core/pprof/profile.ts";
import { buildMeanTop } from "../../core/pprof/report/mean-top.ts";
import type { ReportSubject } from "../../core/pprof/report/subject.ts";
import { buildTopTable } from "../../core/pprof/top-table.ts";
import type { TopTable } from "../../core/pprof/views.ts";
import {
  fractionOf,
  granularityOf,
  nodeCountOf,
  type ProfileValues,
} from "./profile-options.ts";

/** Every row that is not below `--node-fraction`. Code: cancelled, where the checkpoint says so. */
export function topOf(
  subject: ReportSubject,
  values: ProfileValues,
  checkpoint: Checkpoint,
): TopTable {
  const options = {
    granularity: granularityOf(values, "functions"),
    cum: values.cum ?? false,
    noInlines: values["no-inlines"] ?? false,
    dropNegative: values["drop-negative"] ?? false,
    nodeFraction: fractionOf(values, "node-fraction", 0),
  };
  if (subject.mean === true)
    return buildMeanTop(
      subject,
      { ...options, edgeFraction: 0, nodeCount: 0 },
      checkpoint,
    );
  return buildTopTable(
    subject.profile,
    {
      ...options,
      sampleType: String(subject.typeIndex),
      total: subject.total,
    },
    checkpoint,
  );
}

/** The document of `trivet.profile.top/1`; `--node-count 0`, the default, is every row. */
export function topDocument(table: TopTable, values: ProfileValues): object {
  const nodeCount = nodeCountOf(values, 0);
  const rows = nodeCount === 0 ? table.rows : table.rows.slice(0, nodeCount);
  return {
    schema: "trivet.profile.top/1",
    sampleType: table.sampleType,
    total: table.total,
    rows: rows.map(({ name, flat, cum }) => ({ name, flat, cum })),
  };
}
