// What only stacks hold has no type: stacks have none. But a method's frame has its receiver, and the type of that stands in
// the method's name. An object that such a frame points to, and whose words are pointers exactly where that type's are, is
// taken for one; a service's largest object (a server, a database) often hangs on nothing but its own methods.

import { pointerSlot } from "../go-types/pointer-slots.ts";
import type { GoType } from "../go-types/go-type.ts";
import type { ObjectGraph } from "./object-graph.ts";
import type { TypeTable } from "./type-table.ts";

interface Receiver {
  readonly type: GoType;
  /** By word of the value. */
  readonly words: readonly WordKind[];
}

/** The collector does not follow the word of an interface that says its type: that one may be either. */
type WordKind = "pointer" | "maybe" | "plain";

/** `net/http.(*Server).Serve`, and closures in it. */
const method = /^(.+)\.\(\*([^()]+)\)\./;
/** Fewer pointers than this many another type has as well. */
const leastPointers = 3;
/** Larger structures have their type in front of them, or are worth no search. */
const maxWords = 4096;

export class Receivers {
  readonly #graph: ObjectGraph;
  readonly #types: TypeTable;
  readonly #known = new Map<string, Receiver | null>();

  constructor(graph: ObjectGraph, types: TypeTable) {
    this.#graph = graph;
    this.#types = types;
  }

  /** The type that the object at the address must have for the method's frame to have it; null when it cannot be. */
  typeAt(frameName: string, address: number): GoType | null {
    const receiver = this.#of(frameName);
    return receiver !== null && this.#isLike(receiver, address)
      ? receiver.type
      : null;
  }

  #of(frameName: string): Receiver | null {
    const known = this.#known.get(frameName);
    if (known !== undefined) return known;
    const receiver = this.#find(frameName);
    this.#known.set(frameName, receiver);
    return receiver;
  }

  #find(frameName: string): Receiver | null {
    const match = method.exec(frameName);
    if (match === null) return null;
    const type =
      this.#types.source?.byName(`${match[1]!}.${match[2]!}`) ?? null;
    if (type === null || type.size > maxWords * 8) return null;
    const words: WordKind[] = [];
    for (let offset = 0; offset < type.size; offset += 8)
      words.push(kindOf(type, offset));
    const certain = words.filter((kind) => kind === "pointer");
    return certain.length < leastPointers ? null : { type, words };
  }

  /** Of the size class that the type has, with its pointers and no others. */
  #isLike({ type, words }: Receiver, address: number): boolean {
    const { finder, image, bits } = this.#graph;
    const { spans } = image;
    const span = finder.spanAt(address);
    const set = span < 0 ? undefined : bits.bits[spans.block[span]!];
    if (set === undefined) return false;
    const slotBytes = spans.slotBytes[span]!;
    const inside = (address - spans.start[span]!) % slotBytes;
    const spare = slotBytes - type.size;
    if (inside !== 0 || spare < 0 || spare >= Math.max(16, slotBytes / 6))
      return false;
    const first = spans.blockWord[span]! + (address - spans.start[span]!) / 8;
    for (let word = 0; word < slotBytes / 8; word++) {
      const at = first + word;
      const isPointer = ((set[at >>> 5]! >>> (at & 31)) & 1) === 1;
      const kind = words[word] ?? "plain";
      if (kind !== "maybe" && isPointer !== (kind === "pointer")) return false;
    }
    return true;
  }
}

function kindOf(type: GoType, offset: number): WordKind {
  const slot = pointerSlot(type, offset);
  if (slot === null) return "plain";
  return slot.pointee.kind === "unknown" ? "maybe" : "pointer";
}
