// Numbers for stacks that stay the same from profile to profile: a tree of places, where a stack is the node of its leaf.
// Ten profiles of 100 000 stacks are five million steps, so nodes are found by open addressing and not as strings.

import { frameLabel, type FrameNode } from "../pprof/frame-nodes.ts";

export class StackNumbers {
  readonly #places: FrameNode[] = [];
  readonly #placeByKey = new Map<string, number>();
  #parent = new Uint32Array(4096);
  #place = new Uint32Array(4096);
  #count = 1;
  /** 0 = free, which the root never needs. */
  #slots = new Uint32Array(16_384);

  /** The number of a place that two profiles have in common, however each of them numbers it. */
  place(node: FrameNode): number {
    const key = `${node.address}\n${node.line}\n${node.name}\n${node.file}\n${node.objectFile}`;
    const known = this.#placeByKey.get(key);
    if (known !== undefined) return known;
    this.#placeByKey.set(key, this.#places.length);
    this.#places.push(node);
    return this.#places.length - 1;
  }

  placeAt(number: number): FrameNode {
    const node = this.#places[number];
    if (node === undefined) throw new Error(`no place ${number}`);
    return node;
  }

  get places(): number {
    return this.#places.length;
  }

  /** One more than the highest stack number; 0 is the empty stack. */
  get stacks(): number {
    return this.#count;
  }

  /** The stack that is `caller` with `place` called from it. */
  child(caller: number, place: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashPair(caller, place) & mask;
    for (;;) {
      const known = this.#slots[slot]!;
      if (known === 0) break;
      if (this.#parent[known] === caller && this.#place[known] === place)
        return known;
      slot = (slot + 1) & mask;
    }
    const added = this.#count++;
    this.#parent = withRoom(this.#parent, added);
    this.#place = withRoom(this.#place, added);
    this.#parent[added] = caller;
    this.#place[added] = place;
    this.#slots[slot] = added;
    if (added * 2 > this.#slots.length) this.#grow();
    return added;
  }

  leaf(stack: number): FrameNode {
    return this.placeAt(this.#place[stack]!);
  }

  /** Root first. */
  names(stack: number): readonly string[] {
    const names: string[] = [];
    for (let at = stack; at !== 0; at = this.#parent[at]!)
      names.push(frameLabel(this.leaf(at)));
    return names.reverse();
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let stack = 1; stack < this.#count; stack++) {
      let slot = hashPair(this.#parent[stack]!, this.#place[stack]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = stack;
    }
    this.#slots = slots;
  }
}

function withRoom(
  values: Uint32Array<ArrayBuffer>,
  index: number,
): Uint32Array<ArrayBuffer> {
  if (index < values.length) return values;
  const grown = new Uint32Array(values.length * 2);
  grown.set(values);
  return grown;
}

function hashPair(parent: number, place: number): number {
  let hash = (Math.imul(parent, 0x9e3779b1) + place) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
