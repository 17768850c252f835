// One function between those that call it and those that it calls: what `go tool pprof -peek` prints of it, by the same
// graph, over the samples that go through it only.

import { functionOfNode, type FrameNode } from "./frame-nodes.ts";
import { neverStop, type Checkpoint } from "./profile.ts";
import { buildCallGraph } from "./report/call-graph.ts";
import type { ReportSubject } from "./report/subject.ts";
import { treeNode, type TreeNode } from "./report/tree.ts";
import { samplesThrough } from "./samples-through.ts";
import { byMagnitude } from "./exact-integer.ts";
import { compareGoStrings } from "./go-text.ts";
import type { ExactInteger, Granularity, SampleType } from "./views.ts";

export interface CallersOptions {
  readonly granularity: Granularity;
  readonly noInlines: boolean;
  readonly dropNegative: boolean;
}

export interface CallersView {
  readonly sampleType: SampleType;
  readonly total: ExactInteger;
  /** One place at the granularity of functions; at finer ones each place of the function. Empty = not in the profile. */
  readonly nodes: readonly TreeNode[];
}

/** `name`: as the top table prints it at the granularity of functions. Codes: cancelled. */
export function buildCallers(
  subject: ReportSubject,
  name: string,
  options: CallersOptions,
  checkpoint: Checkpoint = neverStop,
): CallersView {
  const isOwn = (place: FrameNode): boolean => functionOfNode(place) === name;
  const profile = samplesThrough(subject.profile, options, isOwn);
  checkpoint();
  const graph = buildCallGraph(
    { ...subject, profile },
    { ...options, only: isOwn },
    null,
    checkpoint,
  );
  return {
    sampleType: subject.sampleType,
    total: subject.total,
    nodes: graph
      .map(treeNode)
      .sort(
        (a, b) => byMagnitude(a.cum, b.cum) || compareGoStrings(a.name, b.name),
      ),
  };
}
