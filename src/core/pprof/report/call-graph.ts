// Nodes and the calls between them (internal/graph of google/pprof): what tree, peek, callgrind and dot print. A frame
// counts once a sample, and so does a call, however often recursion repeats them.

import { addExact, byMagnitude, meanOf } from "../exact-integer.ts";
import {
  buildFrameNodes,
  printableName,
  type FrameNode,
} from "../frame-nodes.ts";
import { compareGoStrings } from "../go-text.ts";
import { neverStop, type Checkpoint } from "../profile.ts";
import { baseLabel, valueAt } from "../sample-type.ts";
import { sampleLabels } from "../sample-labels.ts";
import { scaledLabel } from "../units.ts";
import type { ExactInteger, Granularity } from "../views.ts";
import type { ReportSubject } from "./subject.ts";

/** What of a node is due to samples with one label. */
export interface GraphTag {
  readonly name: string;
  readonly unit: string;
  readonly value: ExactInteger;
  flat: ExactInteger;
  cum: ExactInteger;
  flatDivisor: ExactInteger;
  cumDivisor: ExactInteger;
}

export interface GraphEdge {
  readonly source: GraphNode;
  readonly target: GraphNode;
  weight: ExactInteger;
  weightDivisor: ExactInteger;
  /** Goes over a node that is not in the graph. */
  residual: boolean;
  /** All calls along it were inlined. */
  inline: boolean;
  /** The sample that added to it last; -1 = none. */
  lastSample: number;
}

export interface GraphNode {
  readonly info: FrameNode;
  /** As printed, without ` (inline)`. */
  readonly name: string;
  /** Sums; what is shown of a mean is `flatOf` and `cumOf`. */
  flat: ExactInteger;
  cum: ExactInteger;
  /** 0 unless the subject is a mean. */
  flatDivisor: ExactInteger;
  cumDivisor: ExactInteger;
  readonly callers: Map<GraphNode, GraphEdge>;
  readonly callees: Map<GraphNode, GraphEdge>;
  /** Text labels of a sample joined; empty unless tags were asked for. */
  labelTags: Map<string, GraphTag>;
  /** Sizes in bytes, by the joined text labels that they came with. */
  numericTags: Map<string, Map<string, GraphTag>>;
  /** The sample that came through it last; -1 = none. */
  lastSample: number;
  readonly isWanted: boolean;
}

export interface GraphOptions {
  readonly granularity: Granularity;
  readonly noInlines: boolean;
  readonly dropNegative: boolean;
  /** The binary is part of a node's identity. */
  readonly withObjects?: boolean;
  readonly withTags?: boolean;
  /** Only these places and the calls from and to them are added up; a report about one function needs no others. */
  readonly only?: (place: FrameNode) => boolean;
  /** False = no calls: a report about lines has none. */
  readonly withCalls?: boolean;
}

type Amounts = Pick<GraphTag, "flat" | "cum" | "flatDivisor" | "cumDivisor">;

export function flatOf({ flat, flatDivisor }: Amounts): ExactInteger {
  return meanOf(flat, flatDivisor);
}

export function cumOf({ cum, cumDivisor }: Amounts): ExactInteger {
  return meanOf(cum, cumDivisor);
}

export function weightOf({ weight, weightDivisor }: GraphEdge): ExactInteger {
  return meanOf(weight, weightDivisor);
}

/** Node infos to keep, from an earlier graph of the same subject and options. */
export type KeptNodes = ReadonlySet<string>;

export function nodeKey(info: FrameNode): string {
  return `${info.address}\n${info.line}\n${info.column}\n${info.startLine}\n${info.name}\n${info.file}\n${info.objectFile}`;
}

/** Nodes that are zero are left out; in no particular order. */
export function buildCallGraph(
  subject: ReportSubject,
  options: GraphOptions,
  kept: KeptNodes | null,
  checkpoint: Checkpoint = neverStop,
): readonly GraphNode[] {
  const { profile, typeIndex } = subject;
  const table = buildFrameNodes(
    profile,
    options.granularity,
    options.noInlines,
    options.withObjects ?? false,
  );
  const nodes = table.nodes.map((info) =>
    kept === null || kept.has(nodeKey(info))
      ? newNode(info, options.only?.(info) ?? true)
      : null,
  );
  const { samples } = profile;
  const { frameStart, frames, inlined } = table;
  const walk = new SampleWalk(options.withCalls ?? true);
  for (let sample = 0; sample < samples.count; sample++) {
    if (sample % 256 === 0) checkpoint();
    const value = valueAt(profile, sample, typeIndex);
    const divisor = subject.mean === true ? valueAt(profile, sample, 0) : 0;
    if (value === 0 && divisor === 0) continue;
    walk.begin(
      sample,
      value,
      divisor,
      options.withTags === true ? tagsOf(subject, sample) : null,
    );
    const start = samples.stackStart[sample]!;
    for (let at = samples.stackStart[sample + 1]! - 1; at >= start; at--) {
      const location = samples.stack[at]!;
      const first = frameStart[location]!;
      for (let frame = frameStart[location + 1]! - 1; frame >= first; frame--)
        walk.visit(nodes[frames[frame]!]!, inlined[frame] === 1);
    }
    walk.finish();
  }
  return nodes.filter(
    (node): node is GraphNode =>
      node !== null &&
      node.isWanted &&
      (node.flat !== 0 || node.cum !== 0) &&
      !(options.dropNegative && isNegative(node)),
  );
}

function isNegative(node: GraphNode): boolean {
  return node.flat < 0 || (node.flat === 0 && node.cum < 0);
}

function newNode(info: FrameNode, isWanted: boolean): GraphNode {
  return {
    info,
    name: printableName(info),
    flat: 0,
    cum: 0,
    flatDivisor: 0,
    cumDivisor: 0,
    callers: new Map(),
    callees: new Map(),
    labelTags: new Map(),
    numericTags: new Map(),
    lastSample: -1,
    isWanted,
  };
}

type TagIdentity = Omit<GraphTag, keyof Amounts>;

interface SampleTags {
  /** "" = the sample has no text labels. */
  readonly label: string;
  readonly sizes: readonly TagIdentity[];
}

/** One sample's way from the root to the leaf, after another. */
class SampleWalk {
  readonly #withCalls: boolean;
  #sample = -1;
  #value: ExactInteger = 0;
  #divisor: ExactInteger = 0;
  #tags: SampleTags | null = null;
  #caller: GraphNode | null = null;
  #residual = false;

  constructor(withCalls: boolean) {
    this.#withCalls = withCalls;
  }

  begin(
    sample: number,
    value: ExactInteger,
    divisor: ExactInteger,
    tags: SampleTags | null,
  ): void {
    this.#sample = sample;
    this.#value = value;
    this.#divisor = divisor;
    this.#tags = tags;
    this.#caller = null;
    this.#residual = false;
  }

  visit(node: GraphNode | null, inline: boolean): void {
    if (node === null) {
      this.#residual = true;
      return;
    }
    if (node.isWanted && node.lastSample !== this.#sample) {
      node.lastSample = this.#sample;
      this.#add(node, "cum");
      this.#addTags(node, "cum");
    }
    const caller = this.#caller;
    if (
      this.#withCalls &&
      caller !== null &&
      caller !== node &&
      (node.isWanted || caller.isWanted)
    )
      this.#addEdge(caller, node, inline);
    this.#caller = node;
    this.#residual = false;
  }

  finish(): void {
    const leaf = this.#caller;
    if (leaf === null || this.#residual || !leaf.isWanted) return;
    this.#add(leaf, "flat");
    this.#addTags(leaf, "flat");
  }

  #add(to: Amounts, kind: "flat" | "cum"): void {
    to[kind] = addExact(to[kind], this.#value);
    if (this.#divisor === 0) return;
    const divisor = `${kind}Divisor` as const;
    to[divisor] = addExact(to[divisor], this.#divisor);
  }

  #addEdge(source: GraphNode, target: GraphNode, inline: boolean): void {
    const known = source.callees.get(target);
    if (known !== undefined) {
      if (known.lastSample === this.#sample) return;
      known.lastSample = this.#sample;
      known.weight = addExact(known.weight, this.#value);
      known.weightDivisor = addExact(known.weightDivisor, this.#divisor);
      known.residual ||= this.#residual;
      known.inline &&= inline;
      return;
    }
    const edge: GraphEdge = {
      source,
      target,
      weight: this.#value,
      weightDivisor: this.#divisor,
      residual: this.#residual,
      inline,
      lastSample: this.#sample,
    };
    source.callees.set(target, edge);
    target.callers.set(source, edge);
  }

  #addTags(node: GraphNode, kind: "flat" | "cum"): void {
    if (this.#tags === null) return;
    const { label, sizes } = this.#tags;
    if (label !== "")
      this.#add(
        findTag(node.labelTags, { name: label, unit: "", value: 0 }),
        kind,
      );
    let numeric = node.numericTags.get(label);
    if (numeric === undefined) {
      numeric = new Map();
      node.numericTags.set(label, numeric);
    }
    for (const size of sizes) this.#add(findTag(numeric, size), kind);
  }
}

function findTag(tags: Map<string, GraphTag>, tag: TagIdentity): GraphTag {
  let known = tags.get(tag.name);
  if (known === undefined) {
    known = { ...tag, flat: 0, cum: 0, flatDivisor: 0, cumDivisor: 0 };
    tags.set(tag.name, known);
  }
  return known;
}

function tagsOf(subject: ReportSubject, sample: number): SampleTags {
  const { texts, numbers } = sampleLabels(subject.profile, sample);
  const label = [...texts]
    .filter(([key]) => key !== baseLabel.key)
    .flatMap(([key, values]) => values.map((value) => `${key}:${value}`))
    .sort(compareGoStrings)
    .join("\\n");
  const unit = subject.labelUnits.get("bytes") ?? "bytes";
  return {
    label,
    sizes: (numbers.get("bytes") ?? []).map(({ value }) => ({
      name: scaledLabel(value, unit, subject.unit),
      unit,
      value,
    })),
  };
}

/** By weight, then by names. */
export function sortedEdges(edges: Iterable<GraphEdge>): readonly GraphEdge[] {
  return [...edges].sort(
    (a, b) =>
      byMagnitude(a.weight, b.weight) ||
      compareGoStrings(a.source.name, b.source.name) ||
      compareGoStrings(a.target.name, b.target.name),
  );
}
