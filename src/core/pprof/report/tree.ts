// `tree` and `peek`: each node with its callers above and its callees below (printTree in internal/report).

import { TrivetError } from "../../errors.ts";
import { addExact } from "../exact-integer.ts";
import { neverStop, type Checkpoint } from "../profile.ts";
import type { TextMatcher } from "../text-matcher.ts";
import { percentage } from "../units.ts";
import type { ExactInteger, SampleType } from "../views.ts";
import { functionOfNode } from "../frame-nodes.ts";
import {
  cumOf,
  flatOf,
  sortedEdges,
  type GraphEdge,
  type GraphNode,
} from "./call-graph.ts";
import {
  chooseUnit,
  reportLabels,
  valueFormat,
  type FormatValue,
} from "./header.ts";
import type { ReportSubject } from "./subject.ts";
import { buildTrimmedGraph, type TrimOptions } from "./trim-graph.ts";

export interface TreeCall {
  readonly name: string;
  /** Without the place that finer granularities print into the name. */
  readonly function: string;
  readonly weight: ExactInteger;
  /** All calls were inlined. */
  readonly inline: boolean;
}

export interface TreeNode {
  readonly name: string;
  readonly function: string;
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
  readonly callers: readonly TreeCall[];
  readonly callees: readonly TreeCall[];
}

export interface TreeReport {
  readonly sampleType: SampleType;
  readonly total: ExactInteger;
  readonly labels: readonly string[];
  readonly nodes: readonly TreeNode[];
  readonly format: FormatValue;
  /** Nothing at all to show, whatever was asked for. */
  readonly empty: boolean;
}

/** `matches`: only these nodes (`peek`), by the printed name. Code: not-found when none matches. */
export function buildTreeReport(
  subject: ReportSubject,
  options: TrimOptions,
  matches: TextMatcher | null,
  checkpoint: Checkpoint = neverStop,
): TreeReport {
  const graph = buildTrimmedGraph(subject, options, checkpoint);
  const format = valueFormat(subject, chooseUnit(subject, graph.nodes));
  const shown = graph.nodes.filter(({ name }) => matches?.(name) ?? true);
  if (matches !== null && shown.length === 0)
    throw new TrivetError("not-found", "no function matches the expression", {
      advice: "no-function",
    });
  return {
    sampleType: subject.sampleType,
    total: subject.total,
    labels: reportLabels(subject, graph, options, format),
    format,
    empty: graph.nodes.length === 0,
    nodes: shown.map(treeNode),
  };
}

/** One node as a report has it: the heaviest calls first. */
export function treeNode(node: GraphNode): TreeNode {
  return {
    name: node.name,
    function: functionOfNode(node.info),
    flat: flatOf(node),
    cum: cumOf(node),
    callers: sortedEdges(node.callers.values()).map((edge) =>
      callOf(edge, edge.source),
    ),
    callees: sortedEdges(node.callees.values()).map((edge) =>
      callOf(edge, edge.target),
    ),
  };
}

function callOf({ weight, inline }: GraphEdge, other: GraphNode): TreeCall {
  return {
    name: other.name,
    function: functionOfNode(other.info),
    weight,
    inline,
  };
}

const separator =
  "----------------------------------------------------------+-------------";

/** The text of `go tool pprof -tree` and `-peek`. */
export function formatTree(report: TreeReport): string {
  const { format, total } = report;
  const lines = [
    ...report.labels,
    separator,
    "      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t ",
  ];
  let sum: ExactInteger = 0;
  for (const node of report.nodes) {
    const call = ({ name, weight, inline }: TreeCall): string =>
      `${format(weight).padStart(50)} ${percentage(weight, node.cum)} |   ${name}${inline ? " (inline)" : ""}`;
    sum = addExact(sum, node.flat);
    // Line by line: a call takes no more than some 100 000 arguments.
    lines.push(separator);
    for (const caller of node.callers) lines.push(call(caller));
    lines.push(
      `${format(node.flat).padStart(10)} ${percentage(node.flat, total)} ${percentage(sum, total)} ` +
        `${format(node.cum).padStart(10)} ${percentage(node.cum, total)}                | ${node.name}`,
    );
    for (const callee of node.callees) lines.push(call(callee));
  }
  if (!report.empty) lines.push(separator);
  return `${lines.join("\n")}\n`;
}
