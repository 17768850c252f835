// A panic's value as the crash message would print it: strings, numbers, and errors that are made of one string
// (errors.New, fmt.Errorf). Everything else keeps its type's name.
// Source of truth: reflect.Kind; runtime/error.go (printpanicval); errors/errors.go.

import type { Module } from "./module.ts";
import { readSlice, viewOf, type RuntimeLayout } from "./runtime-layout.ts";
import type { TargetMemory } from "./target-memory.ts";
import { readTypeDescriptor, type TypeDescriptor } from "./type-names.ts";

const kind = {
  bool: 1,
  int: 2,
  int64: 6,
  uint: 7,
  uintptr: 12,
  float32: 13,
  float64: 14,
  string: 24,
} as const;

/** Pointers to structures that begin with their text. */
const textErrors: ReadonlySet<string> = new Set([
  "*errors.errorString",
  "*fmt.wrapError",
  "*fmt.wrapErrors",
]);
const maxTextBytes = 64 << 10;

export interface PanicValue {
  readonly type: string | null;
  readonly value: string | null;
}

export async function readPanicValue(
  memory: TargetMemory,
  layout: RuntimeLayout,
  modules: readonly Module[],
  panic: { readonly type: number; readonly data: number },
): Promise<PanicValue> {
  if (panic.type === 0) return { type: null, value: null };
  const type = await readTypeDescriptor(memory, layout, modules, panic.type);
  if (type === null) return { type: null, value: null };
  const value =
    type.kind === kind.string || textErrors.has(type.name)
      ? await readText(memory, panic.data)
      : await readNumber(memory, type, panic.data);
  return { type: type.name, value };
}

async function readText(
  memory: TargetMemory,
  address: number,
): Promise<string | null> {
  const [header] = await memory.read([{ address, length: 16 }]);
  if (header === null || header === undefined) return null;
  const text = readSlice(viewOf(header), 0);
  if (text.length === 0) return "";
  const length = Math.min(text.length, maxTextBytes);
  const [bytes] = await memory.read([{ address: text.address, length }]);
  return bytes === null || bytes === undefined
    ? null
    : new TextDecoder().decode(bytes);
}

async function readNumber(
  memory: TargetMemory,
  type: TypeDescriptor,
  address: number,
): Promise<string | null> {
  if (type.kind < kind.bool || type.kind > kind.float64) return null;
  const [bytes] = await memory.read([{ address, length: type.size }]);
  if (bytes === null || bytes === undefined) return null;
  const view = viewOf(bytes);
  if (type.kind === kind.bool) return view.getUint8(0) === 0 ? "false" : "true";
  if (type.kind === kind.float32) return String(view.getFloat32(0, true));
  if (type.kind === kind.float64) return String(view.getFloat64(0, true));
  const isSigned = type.kind <= kind.int64;
  const padded = new DataView(new ArrayBuffer(8));
  new Uint8Array(padded.buffer).set(bytes);
  const bits = 8 * type.size;
  const value = padded.getBigUint64(0, true);
  return String(isSigned ? BigInt.asIntN(bits, value) : value);
}
