// Numbers for places and stacks that stay the same from profile to profile. A stack is hashed as a whole: a tree of calls
// would take a lookup a frame, and five million of those in ten profiles of 100 000 stacks.

import { frameLabel, type FrameNode } from "../pprof/frame-nodes.ts";

export class StackNumbers {
  readonly #places: FrameNode[] = [];
  readonly #placeByKey = new Map<string, number>();
  /** Stack i's places are `#frames[#start[i] .. #start[i + 1])`, root first; stack 0 is empty. */
  #frames = new Uint32Array(16_384);
  readonly #start: number[] = [0, 0];
  /** Open addressing: the stack, 0 = free. */
  #slots = new Uint32Array(4096);

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

  /** One more than the highest stack number. */
  get stacks(): number {
    return this.#start.length - 1;
  }

  /** The number of the stack of `length` places, root first; 0 for none. */
  stack(places: Uint32Array, length: number): number {
    if (length === 0) return 0;
    const mask = this.#slots.length - 1;
    let slot = hashOf(places, 0, length) & mask;
    for (;;) {
      const known = this.#slots[slot]!;
      if (known === 0) break;
      if (this.#isSame(known, places, length)) return known;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, places, length);
  }

  leaf(stack: number): FrameNode {
    return this.placeAt(this.#frames[this.#start[stack + 1]! - 1]!);
  }

  /** Root first. */
  names(stack: number): readonly string[] {
    const places = this.#frames.subarray(
      this.#start[stack],
      this.#start[stack + 1],
    );
    return Array.from(places, (place) => frameLabel(this.placeAt(place)));
  }

  #isSame(stack: number, places: Uint32Array, length: number): boolean {
    const start = this.#start[stack]!;
    if (this.#start[stack + 1]! - start !== length) return false;
    for (let at = 0; at < length; at++)
      if (this.#frames[start + at] !== places[at]) return false;
    return true;
  }

  #add(slot: number, places: Uint32Array, length: number): number {
    const start = this.#start.at(-1)!;
    if (start + length > this.#frames.length) {
      const wider = new Uint32Array(
        Math.max(start + length, this.#frames.length * 2),
      );
      wider.set(this.#frames);
      this.#frames = wider;
    }
    this.#frames.set(places.subarray(0, length), start);
    this.#start.push(start + length);
    const added = this.#start.length - 2;
    this.#slots[slot] = added;
    if (added * 2 > this.#slots.length) this.#grow();
    return added;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let stack = 1; stack < this.stacks; stack++) {
      const start = this.#start[stack]!;
      const length = this.#start[stack + 1]! - start;
      let slot = hashOf(this.#frames, start, length) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = stack;
    }
    this.#slots = slots;
  }
}

function hashOf(places: Uint32Array, start: number, length: number): number {
  let hash = Math.imul(length, 0x9e3779b1);
  for (let at = start; at < start + length; at++)
    hash = Math.imul(hash ^ places[at]!, 0x01000193) ^ (hash >>> 15);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
