// What lies at an offset of a value: the path that a programmer would write (`.items`, `[3].next`), and what the pointer
// there points to. The object graph names and types its edges with it.

import {
  isPointerShaped,
  wordBytes,
  type GoType,
  type StructType,
} from "./go-type.ts";

/** What a pointer points to. */
export type Pointee =
  | { readonly kind: "one"; readonly type: GoType }
  /** Several in a row; the object's size says how many. */
  | { readonly kind: "many"; readonly element: GoType }
  /** Bytes of a string: no pointers in them. */
  | { readonly kind: "bytes" }
  /**
   * The data word of an interface. The word before it says the type: a type descriptor if `isEmpty`, else a method table
   * that has it. See `interfacePointee`.
   */
  | { readonly kind: "interface"; readonly isEmpty: boolean }
  /** A function value: its first word is the code, captured variables follow. */
  | { readonly kind: "function" }
  /**
   * Of a map since Go 1.24: tables, or one group if the word at `lengthOffset` (from the start of the same value) is 0.
   */
  | {
      readonly kind: "map-directory";
      readonly lengthOffset: number;
      readonly tables: GoType;
      readonly group: GoType | null;
    }
  | { readonly kind: "unknown" };

export interface PointerSlot {
  /** From the value on: `.items`, `[3].next`; "" for the value itself and for what maps keep to themselves. */
  readonly path: string;
  readonly pointee: Pointee;
}

const unknown: Pointee = { kind: "unknown" };
const known = new WeakMap<GoType, Map<number, PointerSlot | null>>();
/** Places that are remembered of one type: beyond it, long arrays are worked out each time. */
const maxRemembered = 4096;
const maxDepth = 64;

/**
 * The pointer at `offset` bytes into a value of the type; null where the type has none. Several values in a row (a
 * slice's array): give the offset modulo the element's size. Constant time after the first call for a place.
 */
export function pointerSlot(type: GoType, offset: number): PointerSlot | null {
  let places = known.get(type);
  if (places === undefined) {
    places = new Map<number, PointerSlot | null>();
    known.set(type, places);
  }
  const place = places.get(offset);
  if (place !== undefined) return place;
  const found = find(type, offset);
  if (places.size < maxRemembered) places.set(offset, found);
  return found;
}

/** What the data word of an interface points to, once its dynamic type is known. */
export function interfacePointee(dynamicType: GoType | null): Pointee {
  if (dynamicType === null) return unknown;
  if (!isPointerShaped(dynamicType)) return { kind: "one", type: dynamicType };
  return pointerSlot(dynamicType, 0)?.pointee ?? unknown;
}

/** The path to the innermost value at `offset`, pointer or not: `.rates[2].high`. */
export function pathAt(type: GoType, offset: number): string {
  return descend(type, offset).path;
}

interface Place {
  readonly path: string;
  readonly type: GoType;
  /** Into that type. */
  readonly offset: number;
  /** The structure around it, and where that begins. */
  readonly parent: StructType | null;
  readonly parentOffset: number;
}

/** Down to what is neither structure nor array. */
function descend(type: GoType, offset: number): Place {
  let place: Place = { path: "", type, offset, parent: null, parentOffset: 0 };
  let base = 0;
  for (let depth = 0; depth < maxDepth; depth++) {
    const { path, type: outer, offset: at } = place;
    if (outer.kind === "array" && outer.element.size > 0) {
      const { size } = outer.element;
      const index = Math.floor(at / size);
      if (index >= outer.count) return place;
      base += index * size;
      place = {
        ...place,
        path: `${path}${arrayStep(index, place.parent)}`,
        type: outer.element,
        offset: at - index * size,
      };
    } else if (outer.kind === "struct") {
      const field = fieldAt(outer, at);
      if (field === undefined) return place;
      place = {
        path: `${path}${fieldStep(outer, field.name)}`,
        type: field.type,
        offset: at - field.offset,
        parent: outer,
        parentOffset: base,
      };
      base += field.offset;
    } else return place;
  }
  return place;
}

function fieldAt(
  { fields }: StructType,
  offset: number,
): StructType["fields"][number] | undefined {
  let low = 0;
  let high = fields.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fields[middle]!.offset <= offset) low = middle;
    else high = middle - 1;
  }
  // Fields without size share their offset with the next one.
  for (let index = low; index >= 0; index--) {
    const field = fields[index]!;
    if (offset < field.offset) continue;
    return offset < field.offset + field.type.size ? field : undefined;
  }
  return undefined;
}

function find(type: GoType, offset: number): PointerSlot | null {
  const place = descend(type, offset);
  const pointee = pointeeOf(place);
  return pointee === null ? null : { path: place.path, pointee };
}

function pointeeOf(place: Place): Pointee | null {
  const { type, offset, parent } = place;
  if (type.kind === "interface" && offset === wordBytes)
    return { kind: "interface", isEmpty: type.isEmpty };
  if (type.kind === "unknown") return offset % wordBytes === 0 ? unknown : null;
  if (offset !== 0) return null;
  if (type.kind === "pointer")
    return parent?.name.startsWith("map<") === true && type.isArray
      ? mapDirectory(place, type.target)
      : towards(type.target, type.isArray);
  if (type.kind === "slice") return towards(type.element, true);
  if (type.kind === "map" || type.kind === "channel")
    return towards(type.internals, false);
  return untyped.get(type.kind) ?? null;
}

/** Pointers whose target no type tells. All other kinds hold none. */
const untyped: ReadonlyMap<GoType["kind"], Pointee> = new Map<
  GoType["kind"],
  Pointee
>([
  ["string", { kind: "bytes" }],
  ["func", { kind: "function" }],
  ["interface", unknown],
  ["unsafe-pointer", unknown],
]);

function towards(target: GoType | null, isArray: boolean): Pointee {
  if (target === null) return unknown;
  return isArray
    ? { kind: "many", element: target }
    : { kind: "one", type: target };
}

/** `dirPtr` of `map<K,V>`: `**table<K,V>`, but the group itself of a map with at most eight entries. */
function mapDirectory(place: Place, tables: GoType | null): Pointee {
  const { parent, parentOffset } = place;
  const length = parent?.fields.find(({ name }) => name === "dirLen");
  if (tables === null || length === undefined) return unknown;
  return {
    kind: "map-directory",
    lengthOffset: parentOffset + length.offset,
    tables,
    group: groupOf(tables),
  };
}

/** From `*table<K,V>` over its groups to `group<K,V>`. */
function groupOf(tables: GoType): GoType | null {
  const table = tables.kind === "pointer" ? tables.target : null;
  const groups = table?.kind === "struct" ? fieldOf(table, "groups") : null;
  const data = groups?.kind === "struct" ? fieldOf(groups, "data") : null;
  return data?.kind === "pointer" ? data.target : null;
}

function fieldOf({ fields }: StructType, name: string): GoType | null {
  return fields.find((field) => field.name === name)?.type ?? null;
}

/** Structures that the compiler makes for maps and channels: the program does not know their names. */
const hidden =
  /^(?:hash|bucket|map|table|groupReference|group|slot|hchan|waitq|sudog)<|^noalg\.|^map\.(?:bucket|group|hdr)/;

/** The compiler's own, or a pointer to such: a row of them is no step that the program knows. */
export function isHidden(type: GoType): boolean {
  const name = type.kind === "pointer" ? (type.target?.name ?? "") : type.name;
  return hidden.test(name);
}

function fieldStep(structure: StructType, field: string): string {
  if (!hidden.test(structure.name)) return `.${field}`;
  switch (field) {
    case "keys":
    case "key":
      return "[key]";
    case "values":
    case "elem":
      return "[value]";
    default:
      return "";
  }
}

function arrayStep(index: number, parent: StructType | null): string {
  return parent !== null && hidden.test(parent.name) ? "" : `[${index}]`;
}
