// `dot`: the call graph for Graphviz, as pprof draws it (internal/graph/dotgraph.go): size by flat, colour by cum, boxes
// for labels, dotted edges where nodes between were left out.

import { magnitude } from "../exact-integer.ts";
import { baseName } from "../go-text.ts";
import { printableName, type FrameNode } from "../frame-nodes.ts";
import { neverStop, type Checkpoint } from "../profile.ts";
import { percentage } from "../units.ts";
import type { ExactInteger } from "../views.ts";
import {
  cumOf,
  flatOf,
  sortedEdges,
  weightOf,
  type GraphEdge,
  type GraphNode,
} from "./call-graph.ts";
import { dotColor } from "./dot-color.ts";
import { dotTags } from "./dot-tags.ts";
import {
  chooseUnit,
  reportLabels,
  valueFormat,
  type FormatValue,
} from "./header.ts";
import { shortFunctionName } from "./short-name.ts";
import type { ReportSubject } from "./subject.ts";
import { buildTrimmedGraph, type TrimOptions } from "./trim-graph.ts";

/** The text of `go tool pprof -dot`. */
export function formatDot(
  subject: ReportSubject,
  options: TrimOptions,
  checkpoint: Checkpoint = neverStop,
): string {
  const visual = { ...options, visual: true, withTags: true };
  const graph = buildTrimmedGraph(subject, visual, checkpoint);
  const format = valueFormat(subject, chooseUnit(subject, graph.nodes));
  const { total } = subject;
  const title = baseName(subject.profile.mappings[0]?.file ?? "");
  const named = title !== "" && title !== ".";
  const labels = [
    ...reportLabels(subject, graph, visual, format),
    "\nSee https://git.io/JfYMW for how to read the graph",
  ].map(escapeForDot);
  const lines = [
    `digraph "${named ? title : "unnamed"}" {`,
    'node [style=filled fillcolor="#f8f8f8"]',
    `subgraph cluster_L { "${labels[0]}" [shape=box fontsize=16 label="${labels.join("\\l")}\\l"${named ? ` tooltip="${title}"` : ""}] }`,
  ];
  const ids = new Map(graph.nodes.map((node, index) => [node, index + 1]));
  const largest = graph.nodes.reduce<ExactInteger>((max, node) => {
    const own = magnitude(flatOf(node));
    return own > max ? own : max;
  }, 0);
  const withTags = new Set<GraphNode>();
  for (const [node, id] of ids) {
    lines.push(nodeLine(node, id, { largest, total, format }));
    const tags = dotTags(node, id, format);
    if (tags.length > 0) withTags.add(node);
    lines.push(...tags);
  }
  const edges = sortedEdges(
    graph.nodes.flatMap(({ callees }) => [...callees.values()]),
  );
  for (const edge of edges)
    lines.push(
      edgeLine(edge, {
        from: ids.get(edge.source) ?? 0,
        to: ids.get(edge.target) ?? 0,
        total,
        format,
        fromHasTags: withTags.has(edge.source),
      }),
    );
  lines.push("}");
  return `${lines.join("\n")}\n`;
}

function nodeLine(
  node: GraphNode,
  id: number,
  of: {
    readonly largest: ExactInteger;
    readonly total: ExactInteger;
    readonly format: FormatValue;
  },
): string {
  const { info, name } = node;
  const flat = flatOf(node);
  const cum = cumOf(node);
  const share = (value: ExactInteger): string =>
    `${of.format(value)} (${percentage(value, of.total).trim()})`;
  let label = `${multilineName(info)}${flat === 0 ? "0" : share(flat)}`;
  if (cum !== flat) label += `${flat === 0 ? " " : "\\n"}of ${share(cum)}`;
  const growth =
    flat === 0
      ? 0
      : Math.ceil(16 * Math.sqrt(Number(magnitude(flat)) / Number(of.largest)));
  const score = Number(cum) / Number(magnitude(of.total));
  return (
    `N${id} [label="${label}" id="node${id}" fontsize=${8 + growth} shape=box ` +
    `tooltip="${escapeForDot(name)} (${of.format(cum)})" ` +
    `color="${dotColor(score, "line")}" fillcolor="${dotColor(score, "fill")}"]`
  );
}

function edgeLine(
  edge: GraphEdge,
  of: {
    readonly from: number;
    readonly to: number;
    readonly total: ExactInteger;
    readonly format: FormatValue;
    readonly fromHasTags: boolean;
  },
): string {
  const own = weightOf(edge);
  const weight = of.format(own);
  let attributes = `label=" ${weight}${edge.inline ? "\\n (inline)" : ""}"`;
  if (of.total !== 0) {
    // A difference can have edges that are heavier than its total.
    const parts = (count: number): number =>
      1 +
      Math.min(
        count,
        Math.abs(Number((BigInt(own) * BigInt(count)) / BigInt(of.total))),
      );
    if (parts(100) > 1) attributes += ` weight=${parts(100)}`;
    if (parts(5) > 1) attributes += ` penwidth=${parts(5)}`;
    const score = Number(own) / Number(magnitude(of.total));
    attributes += ` color="${dotColor(score, "line")}"`;
  }
  const tooltip = `"${escapeForDot(edge.source.name)} ${edge.residual ? "..." : "->"} ${escapeForDot(edge.target.name)} (${weight})"`;
  attributes += ` tooltip=${tooltip} labeltooltip=${tooltip}`;
  if (edge.residual) attributes += ' style="dotted"';
  if (of.fromHasTags) attributes += " minlen=2";
  return `N${of.from} -> N${of.to} [${attributes}]`;
}

/** One part of the name a line, because boxes are narrow. */
function multilineName(info: FrameNode): string {
  const name = escapeForDot(shortFunctionName(info.name))
    .replaceAll("::", "\\n")
    .replaceAll("[...]", "[…]")
    .replaceAll(".", "\\n");
  const short = {
    ...info,
    name,
    file: info.file === "" ? "" : baseName(info.file),
  };
  return `${printableName(short, "\\n")}\\n`;
}

function escapeForDot(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\l");
}
