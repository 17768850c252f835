// From all nodes to those worth drawing (newTrimmedGraph in internal/report, and what it calls in internal/graph): nodes
// and edges below a fraction of the total go, then all but the heaviest nodes. What remains is computed anew without the
// others, so that calls through them show as residual edges.

import {
  addExact,
  byMagnitude,
  fractionOf,
  magnitude,
} from "../exact-integer.ts";
import type { FrameNode } from "../frame-nodes.ts";
import { compareGoStrings } from "../go-text.ts";
import { neverStop, type Checkpoint } from "../profile.ts";
import type { ExactInteger } from "../views.ts";
import {
  buildCallGraph,
  nodeKey,
  sortedEdges,
  type GraphEdge,
  type GraphNode,
  type GraphOptions,
  type GraphTag,
} from "./call-graph.ts";
import type { ReportSubject } from "./subject.ts";

export interface TrimOptions extends GraphOptions {
  readonly cum: boolean;
  /** 0 = all. */
  readonly nodeCount: number;
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  /** Chooses and orders nodes for a drawing, where a chain of calls is dull, instead of for a table. */
  readonly visual?: boolean;
}

export interface TrimmedGraph {
  readonly nodes: readonly GraphNode[];
  /** Nodes before the count limit. */
  readonly nodesBeforeCount: number;
  readonly droppedNodes: number;
  readonly droppedEdges: number;
}

/** Tags that a drawing shows beside a node. */
export const maxShownTags = 4;

export function buildTrimmedGraph(
  subject: ReportSubject,
  options: TrimOptions,
  checkpoint: Checkpoint = neverStop,
): TrimmedGraph {
  const visual = options.visual ?? false;
  const build = (kept: readonly GraphNode[] | null): GraphNode[] => [
    ...buildCallGraph(
      subject,
      options,
      kept === null ? null : new Set(kept.map(({ info }) => nodeKey(info))),
      checkpoint,
    ),
  ];
  const sort = (nodes: GraphNode[]): void =>
    sortNodes(nodes, options.cum, visual);
  let nodes = build(null);
  const sum = nodes.reduce<ExactInteger>(
    (all, { flat }) => addExact(all, flat),
    0,
  );
  const nodeCutoff = Math.abs(fractionOf(sum, options.nodeFraction));
  const edgeCutoff = Math.abs(fractionOf(sum, options.edgeFraction));
  let droppedNodes = 0;
  if (nodeCutoff > 0) {
    const kept = nodes.filter(({ cum }) => magnitude(cum) >= nodeCutoff);
    droppedNodes = nodes.length - kept.length;
    if (droppedNodes > 0) nodes = build(kept);
  }
  const nodesBeforeCount = nodes.length;
  sort(nodes);
  if (options.nodeCount > 0) {
    trimTags(nodes, nodeCutoff);
    trimEdges(nodes, edgeCutoff);
    const kept = nodes.slice(0, nodeLimit(nodes, options.nodeCount, visual));
    if (kept.length !== nodes.length) {
      nodes = build(kept);
      sort(nodes);
    }
  }
  trimTags(nodes, nodeCutoff);
  const droppedEdges = trimEdges(nodes, edgeCutoff);
  if (visual) removeRedundantEdges(nodes);
  return { nodes, nodesBeforeCount, droppedNodes, droppedEdges };
}

/** In a drawing tags take the place of nodes. */
function nodeLimit(
  nodes: readonly GraphNode[],
  count: number,
  visual: boolean,
): number {
  if (!visual) return count;
  let taken = 0;
  for (const [index, node] of nodes.entries()) {
    taken += Math.min(countFlatTags(node), maxShownTags) + 1;
    if (taken >= count) return index + 1;
  }
  return count;
}

function countFlatTags(node: GraphNode): number {
  const maps = [node.labelTags, ...node.numericTags.values()];
  return maps.reduce(
    (sum, tags) =>
      sum + [...tags.values()].filter(({ flat }) => flat !== 0).length,
    0,
  );
}

function trimTags(nodes: readonly GraphNode[], cutoff: number): void {
  const keep = (tags: Map<string, GraphTag>): Map<string, GraphTag> =>
    new Map(
      [...tags].filter(
        ([, { flat, cum }]) =>
          magnitude(flat) >= cutoff || magnitude(cum) >= cutoff,
      ),
    );
  for (const node of nodes) {
    node.labelTags = keep(node.labelTags);
    node.numericTags = new Map(
      [...node.numericTags].map(([label, tags]) => [label, keep(tags)]),
    );
  }
}

function trimEdges(nodes: readonly GraphNode[], cutoff: number): number {
  let dropped = 0;
  for (const node of nodes)
    for (const edge of [...node.callers.values()]) {
      if (magnitude(edge.weight) >= cutoff) continue;
      removeEdge(edge);
      dropped++;
    }
  return dropped;
}

function removeEdge(edge: GraphEdge): void {
  edge.source.callees.delete(edge.target);
  edge.target.callers.delete(edge.source);
}

/** Residual edges go where another way leads to the same node. */
function removeRedundantEdges(nodes: readonly GraphNode[]): void {
  for (const node of [...nodes].reverse())
    for (const edge of [...sortedEdges(node.callers.values())].reverse()) {
      // Never an edge that is heavier than one that is not residual: that would confuse.
      if (!edge.residual) break;
      if (isRedundant(edge)) removeEdge(edge);
    }
}

function isRedundant(edge: GraphEdge): boolean {
  const seen = new Set([edge.target]);
  const queue = [edge.target];
  for (let node = queue.shift(); node !== undefined; node = queue.shift())
    for (const into of node.callers.values()) {
      if (into === edge || seen.has(into.source)) continue;
      if (into.source === edge.source) return true;
      seen.add(into.source);
      queue.push(into.source);
    }
  return false;
}

function sortNodes(nodes: GraphNode[], cum: boolean, visual: boolean): void {
  const byScore = (score: (node: GraphNode) => ExactInteger) => {
    const scores = new Map(nodes.map((node) => [node, score(node)]));
    return (a: GraphNode, b: GraphNode): number =>
      byMagnitude(scores.get(a)!, scores.get(b)!) ||
      compareGoStrings(a.name, b.name) ||
      byMagnitude(a.flat, b.flat) ||
      compareGoStrings(goText(a.info), goText(b.info));
  };
  if (visual) nodes.sort(byScore(entropyScore));
  else if (cum) nodes.sort(byScore((node) => node.cum));
  else
    nodes.sort(
      (a, b) =>
        byMagnitude(a.flat, b.flat) ||
        compareGoStrings(a.name, b.name) ||
        byMagnitude(a.cum, b.cum) ||
        compareGoStrings(goText(a.info), goText(b.info)),
    );
}

/** Go's `fmt.Sprint` of a node's info, which pprof breaks the last ties with. */
function goText(info: FrameNode): string {
  return `{${info.name}  ${info.address} ${info.file} ${info.startLine} ${info.line} ${info.column} ${info.objectFile}}`;
}

/** How much a node tells: one that only passes on what it gets tells little. */
function entropyScore(node: GraphNode): ExactInteger {
  const score =
    (node.callers.size === 0 ? 1 : edgeEntropy(node.callers.values(), 0)) +
    (node.callees.size === 0
      ? 1
      : edgeEntropy(node.callees.values(), node.flat));
  const weighted = Math.trunc(score * Number(node.cum));
  if (Number.isFinite(weighted)) return addExact(weighted, node.flat);
  // A difference and a mean can have edges of weight 0, whose logarithm is no number: Go makes the smallest integer of
  // it, which is its own magnitude and comes last, and with anything added wraps to the largest and comes first.
  return node.flat === 0 ? 0 : addExact(-(2n ** 63n), node.flat);
}

function edgeEntropy(edges: Iterable<GraphEdge>, self: ExactInteger): number {
  const all = [...edges];
  const total = all.reduce<ExactInteger>(
    (sum, { weight }) => (weight > 0 ? addExact(sum, weight) : sum),
    self,
  );
  if (total === 0) return 0;
  const part = (value: ExactInteger): number => {
    const fraction = Number(magnitude(value)) / Number(total);
    return -fraction * Math.log2(fraction);
  };
  return (
    all.reduce((sum, { weight }) => sum + part(weight), 0) +
    (self > 0 ? part(self) : 0)
  );
}
