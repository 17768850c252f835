// The boxes that hang on a node of the call graph: its labels, and its sizes in at most four groups
// (addNodelets and collapsedTags in internal/graph/dotgraph.go).

import { addExact, byMagnitude, meanOf } from "../exact-integer.ts";
import { compareGoStrings } from "../go-text.ts";
import { scaledLabel, scaleToUnit } from "../units.ts";
import { cumOf, flatOf, type GraphNode, type GraphTag } from "./call-graph.ts";
import type { FormatValue } from "./header.ts";
import { maxShownTags } from "./trim-graph.ts";

/** Lines of DOT. */
export function dotTags(
  node: GraphNode,
  id: number,
  format: FormatValue,
): readonly string[] {
  // At a leaf of the drawing cum counts: it has what was left out below.
  const flatOnly = node.callees.size > 0;
  const lines: string[] = [];
  const sizes = (label: string): GraphTag[] => [
    ...(node.numericTags.get(label)?.values() ?? []),
  ];
  const labels = sortTags([...node.labelTags.values()], flatOnly);
  for (const [index, tag] of labels.slice(0, maxShownTags).entries()) {
    const value = flatOnly ? flatOf(tag) : cumOf(tag);
    if (value === 0) continue;
    const weight = format(value);
    lines.push(
      `N${id}_${index} [label = "${tag.name}" id="N${id}_${index}" fontsize=8 shape=box3d tooltip="${weight}"]`,
      `N${id} -> N${id}_${index} [label=" ${weight}" weight=100 tooltip="${weight}" labeltooltip="${weight}"]`,
      ...sizeLines(sizes(tag.name), `N${id}_${index}`, flatOnly, format),
    );
  }
  lines.push(...sizeLines(sizes(""), `N${id}`, flatOnly, format));
  return lines;
}

function sizeLines(
  tags: GraphTag[],
  source: string,
  flatOnly: boolean,
  format: FormatValue,
): readonly string[] {
  return collapse(tags, flatOnly).flatMap((tag, index) => {
    const flat = flatOnly || flatOf(tag) === cumOf(tag);
    const value = flat ? flatOf(tag) : cumOf(tag);
    if (value === 0) return [];
    const weight = format(value);
    return [
      `N${source}_${index} [label = "${tag.name}" id="N${source}_${index}" fontsize=8 shape=box3d tooltip="${weight}"]`,
      `${source} -> N${source}_${index} [label=" ${weight}" weight=100 tooltip="${weight}" labeltooltip="${weight}"${flat ? "" : ' style="dotted"'}]`,
    ];
  });
}

function sortTags(tags: GraphTag[], flatOnly: boolean): GraphTag[] {
  return tags.sort(
    (a, b) =>
      (flatOnly ? 0 : byMagnitude(a.cum, b.cum)) ||
      byMagnitude(a.flat, b.flat) ||
      compareGoStrings(a.name, b.name),
  );
}

/** The heaviest sizes stay, the others join the nearest of them. */
function collapse(tags: GraphTag[], flatOnly: boolean): readonly GraphTag[] {
  const sorted = sortTags(tags, flatOnly);
  if (sorted.length <= maxShownTags) return sorted;
  const groups = sorted.slice(0, maxShownTags).map((tag) => [tag]);
  for (const tag of sorted.slice(maxShownTags)) {
    let nearest = groups[0]!;
    for (const group of groups)
      if (distance(tag, group[0]!) < distance(tag, nearest[0]!))
        nearest = group;
    nearest.push(tag);
  }
  return sortTags(groups.map(joined), flatOnly);
}

function distance(from: GraphTag, to: GraphTag): number {
  return Math.abs(
    Number(from.value) - scaleToUnit(to.value, to.unit, from.unit).value,
  );
}

function joined(group: readonly GraphTag[]): GraphTag {
  let smallest = group[0]!;
  let largest = group[0]!;
  for (const tag of group) {
    if (scaleToUnit(tag.value, tag.unit, smallest.unit).value < smallest.value)
      smallest = tag;
    if (scaleToUnit(tag.value, tag.unit, largest.unit).value > largest.value)
      largest = tag;
  }
  const sum = (
    kind: "flat" | "cum" | "flatDivisor" | "cumDivisor",
  ): GraphTag["flat"] =>
    group.reduce<GraphTag["flat"]>((all, tag) => addExact(all, tag[kind]), 0);
  const text = ({ value, unit }: GraphTag): string =>
    scaledLabel(value, unit, "auto");
  return {
    name:
      group.length === 1
        ? text(smallest)
        : `${text(smallest)}..${text(largest)}`,
    unit: "",
    value: 0,
    // Groups are sorted by what they show, which for a mean is not what they add up to.
    flat: meanOf(sum("flat"), sum("flatDivisor")),
    cum: meanOf(sum("cum"), sum("cumDivisor")),
    flatDivisor: 0,
    cumDivisor: 0,
  };
}
