// The values that a sync.Pool holds: of each P one private value and a chain of rings, and the same once more of the
// last collection's victims.
// Source of truth: sync/pool.go (Pool, poolLocalInternal), sync/poolqueue.go (poolChain, poolDequeue).

import { readSlice, readWord, viewOf } from "../go-runtime/runtime-layout.ts";
import type { BoundedReader, Window } from "./bounded-reader.ts";
import type { GoType, StructType } from "./go-type.ts";

export interface PoolContents {
  readonly element: GoType;
  readonly values: readonly {
    readonly name: string;
    readonly address: number;
  }[];
  readonly isCut: boolean;
  readonly isTorn: boolean;
}

const maxShards = 4096;
const maxLinks = 64;
const maxRing = 1 << 16;
const interfaceBytes = 16;
const any: GoType = {
  kind: "interface",
  name: "interface {}",
  size: interfaceBytes,
  isEmpty: true,
};

/** Null when the types do not say where things are. */
export async function readPool(
  source: { readonly reader: BoundedReader; readonly width: number },
  type: StructType,
  pool: Window,
): Promise<PoolContents | null> {
  const local = placeOf(type, "local");
  const shard = local?.type.kind === "pointer" ? local.type.target : null;
  if (shard?.kind !== "struct") return null;
  const internals = placeOf(shard, "poolLocalInternal");
  if (internals?.type.kind !== "struct") return null;
  const one = placeOf(internals.type, "private");
  const shared = placeOf(internals.type, "shared");
  const tail =
    shared?.type.kind === "struct" ? placeOf(shared.type, "tail") : null;
  const link = tail === null ? null : elementOf(tail.type);
  if (one === null || shared === null || tail === null || link === null)
    return null;
  const walker = new PoolWalker(source, link);
  for (const [name, size] of [
    ["local", "localSize"],
    ["victim", "victimSize"],
  ] as const) {
    const count = wordAt(pool, placeOf(type, size)?.offset);
    const address = wordAt(pool, placeOf(type, name)?.offset);
    if (address === 0) continue;
    if (count > maxShards) walker.isTorn = true;
    for (let index = 0; index < Math.min(count, maxShards); index++) {
      const place = address + index * shard.size + internals.offset;
      await walker.addShard(`${name}[${index}]`, {
        one: place + one.offset,
        tail: place + shared.offset + tail.offset,
      });
    }
  }
  return {
    element: any,
    values: walker.values,
    isCut: walker.isCut,
    isTorn: walker.isTorn,
  };
}

interface FieldPlace {
  readonly offset: number;
  readonly type: GoType;
}

function placeOf(type: StructType, name: string): FieldPlace | null {
  return type.fields.find((field) => field.name === name) ?? null;
}

/** `tail` is a pointer to poolChainElt, since Go 1.24 an atomic.Pointer to it. */
function elementOf(type: GoType): StructType | null {
  const pointer =
    type.kind === "struct" ? (placeOf(type, "v")?.type ?? type) : type;
  const target = pointer.kind === "pointer" ? pointer.target : null;
  return target?.kind === "struct" ? target : null;
}

class PoolWalker {
  readonly values: { readonly name: string; readonly address: number }[] = [];
  isCut = false;
  isTorn = false;
  readonly #source: { readonly reader: BoundedReader; readonly width: number };
  readonly #link: StructType;

  constructor(
    source: { readonly reader: BoundedReader; readonly width: number },
    link: StructType,
  ) {
    this.#source = source;
    this.#link = link;
  }

  async addShard(
    name: string,
    at: { readonly one: number; readonly tail: number },
  ): Promise<void> {
    const { reader } = this.#source;
    const own = await reader.read(at.one, interfaceBytes);
    const tail = await reader.read(at.tail, 8);
    if (own === null || tail === null) {
      this.isTorn = true;
      return;
    }
    this.#add(name, own);
    // From the tail on, `next` leads to newer rings.
    let address = wordAt(tail, 0);
    for (let link = 0; address !== 0 && link < maxLinks; link++)
      address = await this.#addRing(name, address);
  }

  /** The next ring's address; 0 at the end. */
  async #addRing(name: string, address: number): Promise<number> {
    const { reader } = this.#source;
    const window = await reader.read(address, this.#link.size);
    const ring = placeOf(this.#link, "poolDequeue");
    const next = placeOf(this.#link, "next");
    const slots =
      ring?.type.kind === "struct" ? placeOf(ring.type, "vals") : null;
    if (window === null || ring === null || slots === null || next === null) {
      this.isTorn = true;
      return 0;
    }
    const view = viewOf(window.bytes);
    const { address: first, length } = readSlice(
      view,
      ring.offset + slots.offset,
    );
    const row =
      length > maxRing
        ? []
        : await reader.readAll(
            Array.from({ length }, (_, index) => ({
              address: first + index * interfaceBytes,
              length: interfaceBytes,
            })),
          );
    if (length > maxRing) this.isTorn = true;
    row.forEach((bytes, index) => {
      const at = first + index * interfaceBytes;
      if (bytes !== null) this.#add(name, { address: at, bytes });
    });
    return readWord(view, next.offset);
  }

  /** Empty slots have no type. */
  #add(name: string, { address, bytes }: Window): void {
    if (wordAt({ address, bytes }, 0) === 0) return;
    if (this.values.length >= this.#source.width) this.isCut = true;
    else this.values.push({ name, address });
  }
}

function wordAt({ bytes }: Window, offset: number | undefined): number {
  return offset === undefined || offset + 8 > bytes.length
    ? 0
    : readWord(viewOf(bytes), offset);
}
