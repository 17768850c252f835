// The dominator tree with like parts laid together: all sessions of a map are one node, as a flame graph lays together
// calls of one function. Each node says what holds how much: `main.cache`, `.items`, `[]`.

import type { TypedGraph } from "./assign-types.ts";
import type { RootKind } from "./heap-image.ts";
import type { HolderSite } from "./allocation-place.ts";
import { commonWay, sharedWay } from "./holder-labels.ts";
import type { ObjectGraph } from "./object-graph.ts";
import { noLabel, unknownType, type TypeTable } from "./type-table.ts";

export interface HolderNode {
  /** Number in the tree; 0 is the whole heap. */
  readonly id: number;
  readonly parent: number;
  /** Null of objects. */
  readonly kind: RootKind | null;
  /**
   * The field by which the holder above has it: `.items`, `[]`; of roots their name; of what several roots hold one way
   * to it: `main.current.session`; "" when that is not known.
   */
  readonly label: string;
  /** Tells it from its brothers, also in another graph of the program, where the label may be another. */
  readonly key: string;
  /** "" of roots and where it is not known. */
  readonly type: string;
  /** Of these objects alone. */
  readonly objects: number;
  readonly bytes: number;
  /** With everything that only they hold. */
  readonly retainedObjects: number;
  readonly retainedBytes: number;
  /** The one of them that holds most, as a node of the graph. */
  readonly example: number;
}

/** Deeper than this, holders are counted with the one above: linked lists as long as the heap. */
const maxDepth = 128;
/** Holders of less than this share of the heap are not worth a search for how they are held. */
const searchedShare = 0.005;

export class HolderTree {
  readonly nodes: readonly HolderNode[];
  /** By node of the graph: the number of its holder; null of a tree that was read from a file. */
  readonly places: Uint32Array | null;
  /** By number: where what is the holder's own was allocated, as far as it was sampled. */
  readonly sites: ReadonlyMap<number, readonly HolderSite[]>;
  readonly #children: readonly (readonly number[])[];

  constructor(
    nodes: readonly HolderNode[],
    {
      places = null,
      sites = new Map<number, readonly HolderSite[]>(),
    }: Partial<Pick<HolderTree, "places" | "sites">> = {},
  ) {
    this.nodes = nodes;
    this.places = places;
    this.sites = sites;
    const children: number[][] = nodes.map(() => []);
    for (const { id, parent } of nodes)
      if (id !== 0) children[parent]!.push(id);
    for (const list of children)
      list.sort(
        (a, b) => nodes[b]!.retainedBytes - nodes[a]!.retainedBytes || a - b,
      );
    this.#children = children;
  }

  withSites(sites: HolderTree["sites"]): HolderTree {
    return new HolderTree(this.nodes, { places: this.places, sites });
  }

  /** Those that hold most first. */
  children(id: number): readonly HolderNode[] {
    return (this.#children[id] ?? []).map((child) => this.nodes[child]!);
  }

  /** From the root's child down to the node. */
  pathTo(id: number): readonly HolderNode[] {
    const path: HolderNode[] = [];
    for (let at = this.nodes[id]; at !== undefined && at.id !== 0;)
      at = this.nodes[(path.push(at), at.parent)];
    return path.reverse();
  }
}

interface Building {
  readonly parent: number;
  readonly depth: number;
  /** Of objects: type and label; of roots: none. */
  readonly key: number;
  /** The one that holds most. */
  example: number;
  objects: number;
  bytes: number;
  /** What holds more of its kind below it, and the key by which; itself: a list's next element. */
  recursion: { readonly holder: number; readonly key: number } | null;
}

export function buildHolderTree(
  typed: TypedGraph,
  checkpoint: () => void = () => undefined,
): HolderTree {
  const { graph, typeOf, labelOf } = typed;
  const { dominator, walked } = graph;
  const building: Building[] = [
    {
      parent: 0,
      depth: 0,
      key: -1,
      example: 0,
      objects: 0,
      bytes: 0,
      recursion: null,
    },
  ];
  const index = new Map<number, Map<number, number>>();
  const merged = new Uint32Array(graph.nodes);
  const ownBytes = ownSizes(graph);
  for (let node = 1; node < graph.nodes; node++) {
    if ((node & 0xfffff) === 0) checkpoint();
    const above = merged[dominator[node]!]!;
    const isObject = walked.holder[node]! < graph.slots;
    // Single roots are counted with their group: what one variable holds, or all goroutines of one function.
    const place = isObject
      ? placeOf(building, index, {
          above,
          key: keyOf(typeOf[node]!, labelOf[node]!),
          node,
        })
      : rootPlace(graph, building, index, above, node);
    merged[node] = place;
    if (!isObject) continue;
    const { example } = building[place]!;
    if (graph.retainedBytes[node]! > graph.retainedBytes[example]!)
      building[place]!.example = node;
    building[place]!.objects++;
    building[place]!.bytes += ownBytes(node);
  }
  return new HolderTree(describe(typed, building), { places: merged });
}

const keyOf = (type: number, label: number): number => type * 2 ** 20 + label;

function placeOf(
  building: Building[],
  index: Map<number, Map<number, number>>,
  {
    above,
    key,
    node,
  }: { readonly above: number; readonly key: number; readonly node: number },
): number {
  let places = index.get(above);
  if (places === undefined)
    index.set(above, (places = new Map<number, number>()));
  const known = places.get(key);
  if (known !== undefined) return known;
  const { depth } = building[above]!;
  let place = foldedPlace(building, above, key);
  if (place === 0) {
    if (depth >= maxDepth) place = above;
    else {
      place = building.length;
      building.push({
        parent: above,
        depth: depth + 1,
        key,
        example: node,
        objects: 0,
        bytes: 0,
        recursion: null,
      });
    }
  } else if (building[place]!.recursion === null || above === place)
    building[place]!.recursion = { holder: above, key };
  places.set(key, place);
  return place;
}

/** A list or a tree of one type holds itself again and again: it is one holder. 0 when there is no such above. */
function foldedPlace(
  building: readonly Building[],
  above: number,
  key: number,
): number {
  const type = Math.floor(key / 2 ** 20);
  for (let at = above; at !== 0; at = building[at]!.parent) {
    const found = building[at]!.key;
    if (found < 0) return 0;
    if (found === key) return at;
    // The head of a list is held by another field than the rest.
    if (type !== unknownType && Math.floor(found / 2 ** 20) === type) return at;
  }
  return 0;
}

function rootPlace(
  graph: ObjectGraph,
  building: Building[],
  index: Map<number, Map<number, number>>,
  above: number,
  node: number,
): number {
  const described = graph.describe(node);
  if (described.kind !== "group") return above;
  let places = index.get(0);
  if (places === undefined) index.set(0, (places = new Map<number, number>()));
  const key = -2 - described.index;
  const place = building.length;
  building.push({
    parent: 0,
    depth: 1,
    key,
    example: node,
    objects: 0,
    bytes: 0,
    recursion: null,
  });
  places.set(key, place);
  return place;
}

function ownSizes(graph: ObjectGraph): (node: number) => number {
  const { slotBytes, firstSlot } = graph.image.spans;
  // Neighbours in the walk are often neighbours in memory.
  let last = 0;
  return (node) => {
    const slot = graph.walked.holder[node]!;
    if (!(slot >= firstSlot[last]! && slot < firstSlot[last + 1]!))
      last = graph.finder.spanOfSlot(slot);
    return slotBytes[last]!;
  };
}

function labelIn(types: TypeTable, key: number): string {
  const label = key % 2 ** 20;
  return label === noLabel ? "" : types.label(label);
}

/** How an object is held that its holder in the tree does not point to. */
function searchLabel(typed: TypedGraph, parent: number, node: number): string {
  return parent === 0
    ? sharedWay(typed, node)
    : commonWay(typed, typed.graph.dominator[node]!, node);
}

/** `.children[key]` of a context that holds others; "" of what points to its like without anything between. */
function recursionLabel(
  types: TypeTable,
  building: readonly Building[],
  id: number,
): string {
  const { recursion } = building[id]!;
  if (recursion === null || recursion.holder === id) return "";
  let way = labelIn(types, recursion.key);
  for (let at = recursion.holder; at !== id; at = building[at]!.parent)
    way = labelIn(types, building[at]!.key) + way;
  return way;
}

function describe(
  typed: TypedGraph,
  building: readonly Building[],
): readonly HolderNode[] {
  const { graph, types } = typed;
  const retainedBytes = Float64Array.from(building, ({ bytes }) => bytes);
  const retainedObjects = Float64Array.from(building, ({ objects }) => objects);
  for (let id = building.length - 1; id > 0; id--) {
    const { parent } = building[id]!;
    retainedBytes[parent]! += retainedBytes[id]!;
    retainedObjects[parent]! += retainedObjects[id]!;
  }
  return building.map((item, id): HolderNode => {
    const { parent, key, example, objects, bytes } = item;
    const common = {
      id,
      parent,
      objects,
      bytes,
      retainedBytes: retainedBytes[id]!,
      retainedObjects: retainedObjects[id]!,
      example,
    };
    if (key < 0) {
      const group =
        key === -1 ? null : (graph.image.roots.groups[-2 - key] ?? null);
      return {
        ...common,
        kind: group?.kind ?? null,
        label: group?.name ?? "",
        key: group?.name ?? "",
        type: "",
      };
    }
    const type = Math.floor(key / 2 ** 20);
    const isLarge = retainedBytes[id]! >= retainedBytes[0]! * searchedShare;
    const label = labelIn(types, key);
    return {
      ...common,
      kind: null,
      key: label,
      label:
        (label === "" && isLarge
          ? searchLabel(typed, parent, example)
          : label) + recursionLabel(types, building, id),
      type: type === unknownType ? "" : types.at(type).name,
    };
  });
}
