// Where the live values of one type are: objects of their own, and values inside others (rows of slices, entries of maps,
// fields), which hold by the pointers in their own bytes alone.

import type { GoType } from "../go-types/go-type.ts";
import type { TypedGraph } from "./assign-types.ts";

/** One value of the type: all columns by member, those of one object in a row. */
export interface GroupMembers {
  readonly count: number;
  /** The object that the value is, or lies in. */
  readonly node: Uint32Array;
  readonly address: Float64Array;
  /** 1: it lies in a larger object. */
  readonly isInside: Uint8Array;
}

/** Values that one value of another type may hold by itself; more are left out. */
const maxInside = 1 << 16;
const maxDepth = 16;

/** Codes: cancelled, by the checkpoint. */
export function findMembers(
  typed: TypedGraph,
  wanted: GoType,
  checkpoint: () => void = () => undefined,
): GroupMembers {
  const { graph, types, typeOf } = typed;
  const offsetsOf = Array.from({ length: types.size }, (_, index) => {
    const { type } = types.at(index);
    return type === null ? [] : offsetsInside(type, wanted);
  });
  const nodes: number[] = [];
  const addresses: number[] = [];
  const inside: number[] = [];
  for (let node = 1; node < graph.nodes; node++) {
    if ((node & 0xfffff) === 0) checkpoint();
    const offsets = offsetsOf[typeOf[node]!]!;
    if (offsets.length === 0) continue;
    const what = graph.describe(node);
    if (what.kind !== "object") continue;
    const { type, isArray } = types.at(typeOf[node]!);
    const header = headerBytes(typed, what.spanClass, what.bytes);
    const size = type!.size;
    const rows = isArray ? Math.floor((what.bytes - header) / size) : 1;
    const isWhole = !isArray && isSame(type!, wanted);
    for (let row = 0; row < rows; row++)
      for (const offset of offsets) {
        nodes.push(node);
        addresses.push(what.address + header + row * size + offset);
        inside.push(isWhole ? 0 : 1);
      }
  }
  return {
    count: nodes.length,
    node: Uint32Array.from(nodes),
    address: Float64Array.from(addresses),
    isInside: Uint8Array.from(inside),
  };
}

/** Bytes in front of a value that say its type: since Go 1.22, of objects that are neither small nor large. */
function headerBytes(
  { graph }: TypedGraph,
  spanClass: number,
  slotBytes: number,
): number {
  const { pointers } = graph.image;
  return pointers.kind === "header" &&
    (spanClass & 1) === 0 &&
    spanClass >> 1 !== 0 &&
    slotBytes > pointers.largestWithoutHeader
    ? 8
    : 0;
}

const isSame = (one: GoType, other: GoType): boolean =>
  one === other || (one.name === other.name && one.size === other.size);

/** Where values of `wanted` lie in one of `type`: 0 in itself. */
function offsetsInside(type: GoType, wanted: GoType): readonly number[] {
  const found: number[] = [];
  const none = new Set<GoType>();
  /** False where the type has none, which is not asked again. */
  const look = (inner: GoType, at: number, depth: number): boolean => {
    if (found.length >= maxInside) return true;
    if (isSame(inner, wanted)) {
      found.push(at);
      return true;
    }
    if (inner.size < wanted.size || depth === maxDepth || none.has(inner))
      return false;
    let has = false;
    if (inner.kind === "struct")
      for (const field of inner.fields)
        has = look(field.type, at + field.offset, depth + 1) || has;
    if (inner.kind === "array" && inner.element.size > 0)
      for (let index = 0; index < inner.count; index++) {
        const there = at + index * inner.element.size;
        if (!look(inner.element, there, depth + 1)) break;
        has = true;
      }
    if (!has) none.add(inner);
    return has;
  };
  if (wanted.size > 0) look(type, 0, 0);
  return found;
}
