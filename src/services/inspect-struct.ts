// A value of the target decoded by its type: at an address, in a package-level variable, or behind a path from one; and
// the same fields of all its elements as columns.

import { TrivetError } from "../core/errors.ts";
import {
  findSpan,
  readSlotTypes,
  readSpanPlaces,
  slotAt,
} from "../core/go-runtime/span-places.ts";
import {
  readSlice,
  readWord,
  viewOf,
} from "../core/go-runtime/runtime-layout.ts";
import { readBytes } from "../core/go-runtime/target-memory.ts";
import { BoundedReader } from "../core/go-types/bounded-reader.ts";
import { arrayOf } from "../core/go-types/decode-sequence.ts";
import { decodeValue } from "../core/go-types/decode-value.ts";
import {
  usualLimits,
  type DecodedValue,
  type DecodeLimits,
} from "../core/go-types/decoded-value.ts";
import type { DecodeSource } from "../core/go-types/decoding.ts";
import { readDescriptorTypes } from "../core/go-types/descriptor-types.ts";
import {
  wordBytes,
  type GoType,
  type TypeSource,
} from "../core/go-types/go-type.ts";
import { readMap } from "../core/go-types/map-entries.ts";
import { followPath, readField } from "../core/go-types/read-fields.ts";
import { formatAddress } from "../core/go-types/scalar-text.ts";
import { parsePath, resolvePath } from "../core/go-types/value-path.ts";
import type { Inspection } from "./inspect.ts";

/** How the type of a place is known. */
export type TypeOrigin = "given" | "variable" | "header";

export interface ValuePlace {
  readonly address: number;
  readonly type: GoType;
  readonly origin: TypeOrigin;
}

export interface StructReport {
  readonly origin: TypeOrigin;
  readonly value: DecodedValue;
}

export interface FieldRow {
  /** `[3]`, `["a"]`; "" where the value itself is the row. */
  readonly name: string;
  readonly address: number;
  /** In the order of the paths; null where a pointer on the way is nil or leads nowhere. */
  readonly fields: readonly (string | null)[];
}
export interface FieldReport {
  readonly type: string;
  readonly paths: readonly string[];
  readonly rows: readonly FieldRow[];
  /** Rows that were left out. */
  readonly hidden: number;
}

export interface NamedTypes extends TypeSource {
  /** Names of types that may be meant by what is none's. */
  similarNames(text: string): readonly string[];
  /** False of a binary linked with -w: types and variables cannot be found by their names. */
  readonly hasNames: boolean;
}

/**
 * Types, memory and function names for `decodeValue`. Without debug information (-w) types come from the program's own
 * descriptors, and variables have none. Codes: those of `Inspection.functionTable` and `Inspection.debugTypes`.
 */
export async function openDecoding(
  inspection: Inspection,
  signal?: AbortSignal,
): Promise<DecodeSource & { readonly types: NamedTypes }> {
  const table = await inspection.functionTable();
  const types =
    (await inspection.debugTypes()) ??
    (await readDescriptorTypes(
      inspection.image.memory,
      inspection.layout,
      table.modules,
      signal,
    ));
  return {
    memory: inspection.image.memory,
    layout: inspection.layout,
    types,
    functionAt: (pc) => {
      const code = table.find(pc);
      return code === null ? null : table.name(code);
    },
    ...(signal && { signal }),
  };
}

/**
 * Decodes what `place` names: `0xc000012000`, `main.cache`, `main.orders[3].Customer`. `type` is needed where an address
 * is of a small object. Codes: usage, not-found, layout-missing, memory-unreadable, target-died, core-malformed,
 * cancelled.
 */
export async function inspectStruct(
  inspection: Inspection,
  request: {
    readonly place: string;
    readonly type?: string;
    readonly limits?: DecodeLimits;
  },
  signal?: AbortSignal,
): Promise<StructReport> {
  const source = await openDecoding(inspection, signal);
  const place = await locate(source, request);
  const value = await decodeValue(source, place, request.limits ?? usualLimits);
  if (value.note === "unreadable")
    throw new TrivetError(
      "memory-unreadable",
      `${place.type.name}: ${place.type.size} bytes at ${formatAddress(place.address)} cannot be read`,
      { detail: { address: place.address, length: place.type.size } },
    );
  return { origin: place.origin, value };
}

/** One row for each element of a slice, array or map, or for the value itself; one column for each path. */
export async function inspectFields(
  inspection: Inspection,
  request: {
    readonly place: string;
    readonly type?: string;
    readonly paths: readonly string[];
    readonly rows: number;
  },
  signal?: AbortSignal,
): Promise<FieldReport> {
  const source = await openDecoding(inspection, signal);
  const { paths } = request;
  const list = await throughPointers(
    source,
    await listElements(source, await locate(source, request), request.rows),
  );
  const columns: (readonly (string | null)[])[] = [];
  for (const path of paths)
    columns.push(
      await readField(
        source,
        resolvePath(list.type, parsePath(path)),
        list.rows.map(({ address }) => address),
      ),
    );
  return {
    type: list.type.name,
    paths,
    rows: list.rows.map((row, index) => ({
      ...row,
      fields: columns.map((column) => column[index] ?? null),
    })),
    hidden: Math.max(0, list.count - list.rows.length),
  };
}

async function locate(
  source: DecodeSource & { readonly types: NamedTypes },
  request: { readonly place: string; readonly type?: string },
): Promise<ValuePlace> {
  const text = request.place.trim();
  const given =
    request.type === undefined ? null : findType(source.types, request.type);
  if (!/^(?:0x[0-9a-f]+|\d+)$/i.test(text)) {
    const place = await locateVariable(source, text);
    return given === null ? place : { ...place, type: given, origin: "given" };
  }
  const address = Number(text);
  if (!Number.isSafeInteger(address) || address <= 0)
    throw new TrivetError("usage", `not an address: ${text}`);
  if (given !== null) return { address, type: given, origin: "given" };
  return (
    findVariable(source.types, address) ?? (await findObject(source, address))
  );
}

function withoutNames(text: string): TrivetError {
  return new TrivetError(
    "not-found",
    `${text} cannot be looked up: the program was linked with -w, and its types and variables have no names`,
    { detail: { name: text }, advice: "no-names" },
  );
}

/** Go's shorthands beside the names of the program's types. Code: not-found. */
function findType(types: NamedTypes, text: string): GoType {
  const name = text === "any" ? "interface {}" : text;
  const exact = types.byName(name);
  if (exact !== null) return exact;
  if (!types.hasNames) throw withoutNames(text);
  const similar = types.similarNames(name);
  const [only] = similar;
  const found =
    similar.length === 1 && only !== undefined ? types.byName(only) : null;
  if (found !== null) return found;
  throw new TrivetError(
    "not-found",
    `the program has no type ${text}${similar.length === 0 ? "" : `, but ${similar.join(", ")}`}`,
    { detail: { type: text }, advice: "no-type" },
  );
}

/** The longest part that is a variable's name; the rest is a path. */
async function locateVariable(
  source: DecodeSource & { readonly types: NamedTypes },
  text: string,
): Promise<ValuePlace> {
  for (let end = text.length; end > 0; end--) {
    if (end < text.length && !/[.[]/.test(text.charAt(end))) continue;
    const variable = source.types.variable(text.slice(0, end));
    if (variable === null) continue;
    const path = resolvePath(variable.type, parsePath(text.slice(end)));
    const [address = 0] = await followPath(source, path, [variable.address]);
    if (address === 0)
      throw new TrivetError(
        "not-found",
        `${text} leads nowhere: a pointer on the way is nil, or a slice too short`,
        { advice: "no-variable" },
      );
    return { address, type: path.type, origin: "variable" };
  }
  if (!source.types.hasNames) throw withoutNames(text);
  throw new TrivetError(
    "not-found",
    `the program has no package-level variable ${text}`,
    { detail: { name: text }, advice: "no-variable" },
  );
}

function findVariable(types: NamedTypes, address: number): ValuePlace | null {
  const variable = types
    .variables()
    .find(
      (one) => address >= one.address && address < one.address + one.type.size,
    );
  return variable === undefined
    ? null
    : { address: variable.address, type: variable.type, origin: "variable" };
}

/** The heap object that the address lies in, by the type that the runtime keeps of it. */
async function findObject(
  source: DecodeSource,
  address: number,
): Promise<ValuePlace> {
  const { memory, layout, types, signal } = source;
  const span = findSpan(await readSpanPlaces(memory, layout, signal), address);
  if (span === null)
    throw new TrivetError(
      "not-found",
      `${formatAddress(address)} lies neither in the heap nor in a package-level variable`,
      { detail: { address }, advice: "no-type" },
    );
  const slot = slotAt(layout, span, address);
  const [descriptor = 0] = await readSlotTypes(memory, [slot], signal);
  const type = descriptor === 0 ? null : types.byDescriptor(descriptor);
  if (type === null)
    throw new TrivetError(
      "not-found",
      `the runtime does not keep the type of the object at ${formatAddress(slot.address)} (${slot.bytes} bytes${span.noscan ? ", without pointers" : ""})`,
      { detail: { address: slot.address }, advice: "no-type" },
    );
  // The header has the element's type: how many there are is as many as fit.
  const count = type.size === 0 ? 1 : Math.floor(slot.bytes / type.size);
  return {
    address: slot.address,
    type: count > 1 ? arrayOf(type, count) : type,
    origin: "header",
  };
}

interface ElementList {
  readonly type: GoType;
  readonly count: number;
  readonly rows: readonly { readonly name: string; readonly address: number }[];
}

/** Rows are the objects, not the pointers to them; that of a nil pointer is at 0. */
async function throughPointers(
  source: DecodeSource,
  list: ElementList,
): Promise<ElementList> {
  const { type, rows } = list;
  if (type.kind !== "pointer" || type.target === null) return list;
  const path = { hops: [{ offset: 0, guard: null }], offset: 0, type };
  const places = rows.map(({ address }) => address);
  const targets = await followPath(source, path, places);
  return {
    ...list,
    type: type.target,
    rows: rows.map((row, index) => ({ ...row, address: targets[index] ?? 0 })),
  };
}

async function listElements(
  source: DecodeSource,
  { address, type }: ValuePlace,
  limit: number,
): Promise<ElementList> {
  const row = (element: GoType, count: number, first: number): ElementList => ({
    type: element,
    count,
    rows: Array.from({ length: Math.min(count, limit) }, (_, index) => ({
      name: `[${index}]`,
      address: first + index * element.size,
    })),
  });
  if (type.kind === "array") return row(type.element, type.count, address);
  if (type.kind === "slice") {
    const range = { address, length: type.size };
    const bytes = await readBytes(source.memory, range, type.name);
    const header = readSlice(viewOf(bytes), 0);
    return row(type.element, header.length, header.address);
  }
  if (type.kind !== "map")
    return { type, count: 1, rows: [{ name: "", address }] };
  const word = { address, length: wordBytes };
  const head = await readBytes(source.memory, word, type.name);
  const { memory, layout, signal } = source;
  const reader = new BoundedReader(memory, usualLimits.bytes * 16, signal);
  const map = await readMap(
    { reader, layout, width: limit },
    type,
    readWord(viewOf(head), 0),
  );
  const rows: { name: string; address: number }[] = [];
  const keyLimits = { ...usualLimits, depth: 1, nodes: 32 };
  for (const { key, value } of map?.entries ?? []) {
    const place = { type: type.key, address: key.address };
    const { text } = await decodeValue(source, place, keyLimits);
    rows.push({ name: `[${text}]`, address: value.address });
  }
  return { type: type.value, count: map?.count ?? 0, rows };
}
