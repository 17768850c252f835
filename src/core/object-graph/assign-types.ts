// What each object is, and by which field its holder holds it. Types come from variables, from the type that larger
// objects name (Go 1.22 and later) and from interfaces; from there they go along the pointers. What is only held by
// stacks or by untyped pointers stays unknown.

import type { Pointee } from "../go-types/pointer-slots.ts";
import type { ObjectGraph } from "./object-graph.ts";
import { Receivers } from "./receivers.ts";
import { RootTypes } from "./root-types.ts";
import { PlacesOfTypes } from "./type-places.ts";
import {
  noLabel,
  special,
  unknownType,
  type TypeTable,
  type WordMeaning,
} from "./type-table.ts";

export interface TypedGraph {
  readonly graph: ObjectGraph;
  readonly types: TypeTable;
  readonly rootTypes: RootTypes;
  /** By node: number of its type. */
  readonly typeOf: Uint32Array;
  /** By node: number of the path by which its dominator points to it; 0 when that does not, or it is the first word. */
  readonly labelOf: Uint32Array;
}

export interface TypingOptions {
  /** Memory of method tables: the dynamic types by the table's address. */
  readonly methodTables: ReadonlyMap<number, number>;
  readonly checkpoint?: () => void;
}

export function assignTypes(
  graph: ObjectGraph,
  types: TypeTable,
  { methodTables, checkpoint = () => undefined }: TypingOptions,
): TypedGraph {
  const typing = new Typing(graph, types, methodTables);
  typing.fromHeaders();
  typing.fromRoots();
  typing.spread(checkpoint);
  // A guess, if a good one: only of what nothing else has said.
  typing.fromReceivers();
  typing.spread(checkpoint);
  const { typeOf, labelOf, rootTypes } = typing;
  return { graph, types, rootTypes, typeOf, labelOf };
}

class Typing {
  readonly typeOf: Uint32Array;
  readonly labelOf: Uint32Array;
  readonly rootTypes: RootTypes;
  readonly #graph: ObjectGraph;
  readonly #types: TypeTable;
  readonly #places: PlacesOfTypes;
  readonly #methodTables: ReadonlyMap<number, number>;
  readonly #queue: Uint32Array;
  #queued = 0;
  /** How far of the queue has been looked at. */
  #spread = 0;
  #isSpreading = false;

  constructor(
    graph: ObjectGraph,
    types: TypeTable,
    methodTables: ReadonlyMap<number, number>,
  ) {
    this.#graph = graph;
    this.#types = types;
    this.#places = new PlacesOfTypes(types);
    this.#methodTables = methodTables;
    this.typeOf = new Uint32Array(graph.nodes);
    this.labelOf = new Uint32Array(graph.nodes);
    this.rootTypes = new RootTypes(
      types,
      graph.image.roots.statics,
      methodTables,
    );
    this.#queue = new Uint32Array(graph.nodes);
  }

  fromHeaders(): void {
    const { image, walked } = this.#graph;
    const { pointers, spans, blocks } = image;
    if (pointers.kind !== "header") return;
    for (let span = 0; span < spans.count; span++) {
      const block = blocks[spans.block[span]!];
      const slotBytes = spans.slotBytes[span]!;
      if (block === undefined || slotBytes <= pointers.largestWithoutHeader)
        continue;
      const isLarge = spans.spanClass[span]! >> 1 === 0;
      for (let slot = 0; slot < spans.slots[span]!; slot++) {
        const node = walked.nodeOf[spans.firstSlot[span]! + slot]!;
        if (node === 0 || node >= this.typeOf.length) continue;
        const at = 2 * (spans.blockWord[span]! + (slot * slotBytes) / 8);
        const address = isLarge
          ? spans.largeType[span]!
          : block[at]! + block[at + 1]! * 2 ** 32;
        const type = this.#types.descriptor(address);
        if (type === null) continue;
        // The header is not part of the value.
        const fits = (slotBytes - (isLarge ? 0 : 8)) / Math.max(1, type.size);
        this.#give(
          node,
          fits >= 2 ? this.#types.many(type) : this.#types.one(type),
        );
      }
    }
  }

  fromRoots(): void {
    const { roots } = this.#graph.image;
    roots.roots.forEach((root, index) => {
      const isVariable = roots.groups[root.group]!.kind === "global";
      const node = this.#graph.nodeOfRoot(index);
      const from = roots.offsets[index]!;
      const to = roots.offsets[index + 1]!;
      for (let at = from; at < to; at++) {
        const offset = roots.places[at]! - root.address;
        const frame = roots.frames[at]!;
        const meaning =
          frame === 0
            ? isVariable
              ? this.rootTypes.word(root, offset)
              : null
            : {
                type: unknownType,
                label: this.#types.labelNumber(
                  ` in ${roots.frameNames[frame]!}`,
                ),
                pointee: null,
              };
        if (meaning === null) continue;
        this.#follow(node, roots.values[at]!, meaning, {
          block: null,
          previous: roots.previous[at]!,
          start: 0,
          word: 0,
          elementWords: 0,
        });
      }
    });
  }

  fromReceivers(): void {
    const { image, walked } = this.#graph;
    const { roots } = image;
    const receivers = new Receivers(this.#graph, this.#types);
    for (let at = 0; at < roots.values.length; at++) {
      const frame = roots.frames[at]!;
      if (frame === 0) continue;
      const address = roots.values[at]!;
      const slot = this.#graph.finder.slotAt(address);
      const node = slot < 0 ? 0 : walked.nodeOf[slot]!;
      if (node === 0 || node >= this.typeOf.length) continue;
      if (this.typeOf[node] !== unknownType) continue;
      const type = receivers.typeAt(roots.frameNames[frame]!, address);
      if (type !== null) this.#give(node, this.#types.one(type));
    }
  }

  /** On from where it ended before. */
  spread(checkpoint: () => void): void {
    this.#isSpreading = true;
    for (; this.#spread < this.#queued; this.#spread++) {
      if ((this.#spread & 0xffff) === 0) checkpoint();
      this.#scan(this.#queue[this.#spread]!);
    }
  }

  #give(node: number, type: number): void {
    if (this.typeOf[node] !== unknownType || type <= unknownType) return;
    this.typeOf[node] = type;
    this.#queue[this.#queued++] = node;
  }

  #scan(node: number): void {
    const graph = this.#graph;
    const type = this.typeOf[node]!;
    const places = this.#places.of(type);
    if (places === null) return;
    const { spans, blocks } = graph.image;
    const slot = graph.walked.holder[node]!;
    const span = graph.finder.spanOfSlot(slot);
    const block = blocks[spans.block[span]!];
    if (block === undefined) return;
    const bits = graph.bits.bits[spans.block[span]!]!;
    const words = spans.slotBytes[span]! / 8;
    const first =
      spans.blockWord[span]! + (slot - spans.firstSlot[span]!) * words;
    const end = first + words;
    const start = this.#hasHeader(span) ? first + 1 : first;
    const { elementWords } = places;
    // One for all words: most of them ask nothing of it.
    const place = { block, previous: 0, start, word: 0, elementWords };
    for (let group = start >>> 5; group << 5 < end; group++) {
      const base = group << 5;
      let set = bits[group]!;
      if (base < start) set &= -1 << (start - base);
      if (base + 32 > end) set &= (1 << (end - base)) - 1;
      for (; set !== 0; set &= set - 1) {
        const word = base + 31 - Math.clz32(set & -set);
        const high = block[2 * word + 1]!;
        if (high === 0) continue;
        const meaning = this.#places.meaning(type, places, word - start);
        if (meaning === null) continue;
        const address = block[2 * word]! + high * 2 ** 32;
        place.word = word - start;
        this.#follow(node, address, meaning, place);
      }
    }
  }

  /** Objects of the span have their type in front, as a word of their own. */
  #hasHeader(span: number): boolean {
    const { spans, pointers } = this.#graph.image;
    const spanClass = spans.spanClass[span]!;
    const hasPointers = (spanClass & 1) === 0;
    return (
      pointers.kind === "header" &&
      hasPointers &&
      spanClass >> 1 !== 0 &&
      spans.slotBytes[span]! > pointers.largestWithoutHeader
    );
  }

  #follow(
    from: number,
    address: number,
    meaning: WordMeaning,
    place: Place,
  ): void {
    const graph = this.#graph;
    const { finder } = graph;
    const span = finder.spanAt(address);
    if (span < 0) return;
    const { start, slots, firstSlot, slotBytes } = finder.spans;
    const offset = address - start[span]!;
    const index = Math.floor(offset * finder.reciprocal[span]!);
    if (index >= slots[span]!) return;
    const node = graph.walked.nodeOf[firstSlot[span]! + index]!;
    if (node === 0 || node >= this.typeOf.length) return;
    if (
      meaning.label !== noLabel &&
      graph.dominator[node] === from &&
      this.labelOf[node] === noLabel
    )
      this.labelOf[node] = meaning.label;
    const known = this.typeOf[node]!;
    if (known !== unknownType) {
      if (this.#isRow(known, meaning.type)) this.typeOf[node] = meaning.type;
      return;
    }
    const type = this.#resolve(meaning, place);
    if (type === unknownType) return;
    const inside =
      offset - index * slotBytes[span]! - (this.#hasHeader(span) ? 8 : 0);
    if (inside === 0) this.#give(node, type);
    else this.#giveInside(node, type, inside);
  }

  /** A pointer to the first of a row, as C has them, came before the slice; what the row points to is not looked at yet. */
  #isRow(known: number, offered: number): boolean {
    if (this.#isSpreading || offered <= unknownType) return false;
    const one = this.#types.at(known);
    const many = this.#types.at(offered);
    return !one.isArray && many.isArray && one.type === many.type;
  }

  /** A pointer into the middle says what the whole is only where that is a row of equal elements. */
  #giveInside(node: number, type: number, inside: number): void {
    const { type: goType, isArray } = this.#types.at(type);
    if (goType === null) this.#give(node, type);
    else if (isArray && goType.size > 0 && inside % goType.size === 0)
      this.#give(node, type);
  }

  #resolve(meaning: WordMeaning, place: Place): number {
    const types = this.#types;
    switch (meaning.type) {
      case special.emptyInterface:
        return types.ofInterface(types.descriptor(wordBefore(place)));
      case special.interface: {
        const dynamic = this.#methodTables.get(wordBefore(place));
        return dynamic === undefined
          ? unknownType
          : types.ofInterface(types.descriptor(dynamic));
      }
      case special.mapDirectory:
        return this.#directory(meaning.pointee, place);
      default:
        return meaning.type;
    }
  }

  #directory(pointee: Pointee | null, place: Place): number {
    if (pointee?.kind !== "map-directory") return unknownType;
    const { elementWords, word } = place;
    const element = elementWords > 0 ? word - (word % elementWords) : 0;
    if (wordAt(place, element + pointee.lengthOffset / 8) !== 0)
      return this.#types.many(pointee.tables);
    return pointee.group === null
      ? unknownType
      : this.#types.one(pointee.group);
  }
}

/** Where a pointer was found: what it leads to may be said by its neighbours. */
interface Place {
  /** Null of roots, of which only the word before is kept. */
  readonly block: Uint32Array | null;
  readonly previous: number;
  /** Of the value, in the block. */
  readonly start: number;
  /** Of the pointer, from there. */
  word: number;
  readonly elementWords: number;
}

/** The word of an interface that says its type. */
const wordBefore = (place: Place): number => wordAt(place, place.word - 1);

function wordAt({ block, previous, start }: Place, word: number): number {
  if (block === null) return previous;
  const at = 2 * (start + word);
  return at >= 0 && at + 1 < block.length
    ? block[at]! + block[at + 1]! * 2 ** 32
    : 0;
}
