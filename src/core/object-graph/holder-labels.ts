// Names of the ways by which something is held that has no pointer of its holder's own: a list's elements hold each
// other, an entry is in a cache's map and in its list, and what two variables hold is under none of them.

import type { TypedGraph } from "./assign-types.ts";
import type { RootKind } from "./heap-image.ts";
import { labelOfPointer } from "./paths.ts";

/** Holders that are looked at on the way back: ways that begin farther off are not known. */
const maxVisited = 100_000;

/**
 * What all ways from `holder` to `node` begin with: `.lru` when they are `.lru.entries` and `.lru.order.root`; "" when
 * that is nothing. `holder` dominates `node`.
 */
export function commonWay(
  typed: TypedGraph,
  holder: number,
  node: number,
): string {
  let common: string | null = null;
  for (const { from, to } of waysInto(typed, node, holder)) {
    const label = pointerLabel(typed, from, to);
    common = common === null ? label : commonFields(common, label);
    if (common === "") break;
  }
  return common ?? "";
}

/** `.lru.entries` and `.lru.order`: `.lru`. */
export function commonFields(a: string, b: string): string {
  const steps = (text: string): readonly string[] =>
    text.match(/\.[^.[]+|\[[^\]]*\]|[^.[]+/g) ?? [];
  const others = steps(b);
  const differs = steps(a).findIndex((step, index) => step !== others[index]);
  return differs < 0 ? a : steps(a).slice(0, differs).join("");
}

interface Pointer {
  readonly from: number;
  readonly to: number;
}

/** Pointers from outside to what leads to `node`: from `holder`, and from roots. */
function waysInto(
  { graph }: TypedGraph,
  node: number,
  holder: number,
): readonly Pointer[] {
  const { offsets, sources } = graph.reverse;
  const seen = new Set([node]);
  const queue = [node];
  const found: Pointer[] = [];
  for (let head = 0; head < queue.length; head++) {
    const to = queue[head]!;
    for (let at = offsets[to]!; at < offsets[to + 1]!; at++) {
      const from = sources[at]!;
      if (from === holder || !graph.isObject(from)) found.push({ from, to });
      else if (!seen.has(from) && seen.size < maxVisited) {
        seen.add(from);
        queue.push(from);
      }
    }
  }
  return found;
}

function pointerLabel(typed: TypedGraph, from: number, to: number): string {
  const { graph } = typed;
  const target = graph.describe(to);
  if (target.kind !== "object") return "";
  return labelOfPointer(typed, from, target.address, target.bytes);
}

/**
 * One of several roots that hold `node`, with the way to it: `main.background`, `runtime.allp[]`. The program's own
 * variables before the runtime's, the shorter way before the longer; "" when none is found.
 */
export function sharedWay(typed: TypedGraph, node: number): string {
  const { graph } = typed;
  const { offsets, sources } = graph.reverse;
  const towards = new Map<number, number>([[node, 0]]);
  const queue = [node];
  let best: {
    readonly rank: string;
    readonly from: number;
    readonly to: number;
  } | null = null;
  for (let head = 0; head < queue.length; head++) {
    const to = queue[head]!;
    for (let at = offsets[to]!; at < offsets[to + 1]!; at++) {
      const from = sources[at]!;
      if (graph.isObject(from)) {
        if (!towards.has(from) && towards.size < maxVisited) {
          towards.set(from, to);
          queue.push(from);
        }
        continue;
      }
      const name = rootName(typed, from);
      if (name === null) continue;
      const rank = `${rootRank(typed, from)} ${String(head).padStart(6, "0")} ${name}`;
      if (best === null || rank < best.rank) best = { rank, from, to };
    }
  }
  if (best === null) return "";
  let way = rootName(typed, best.from) ?? "";
  for (let from = best.from, to = best.to; ; from = to, to = towards.get(to)!) {
    way += pointerLabel(typed, from, to);
    if (to === node) return way;
  }
}

const kindOrder: readonly RootKind[] = [
  "global",
  "goroutine",
  "finalizer",
  "cleanup",
];

function rootName({ graph }: TypedGraph, node: number): string | null {
  const described = graph.describe(node);
  if (described.kind !== "root") return null;
  return graph.image.roots.groups[described.root.group]!.name;
}

/** Best first, as text: the program's before the runtime's, variables before stacks, collections before bare pointers. */
function rootRank({ graph, types }: TypedGraph, node: number): string {
  const described = graph.describe(node);
  if (described.kind !== "root") return "9";
  const { name, kind } = graph.image.roots.groups[described.root.group]!;
  const type = types.variableAt(described.root.address)?.type.kind;
  const isPointer = type === "pointer" || type === "unsafe-pointer";
  return [name.startsWith("runtime."), isPointer]
    .map(Number)
    .join(String(kindOrder.indexOf(kind)));
}
