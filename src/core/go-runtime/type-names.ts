// Names of types from the descriptors that interfaces point to.
// Source of truth: internal/abi/type.go (Type, Name), runtime/type.go before Go 1.21.

import type { Module } from "./module.ts";
import { viewOf, type RuntimeLayout } from "./runtime-layout.ts";
import type { TargetMemory } from "./target-memory.ts";

export interface TypeDescriptor {
  readonly name: string;
  /** reflect.Kind. */
  readonly kind: number;
  readonly size: number;
}

/** reflect.Kind in the low bits; the others are flags of the garbage collector. */
const kindMask = 31;
const maxNameBytes = 1024;

/** Null when the address is no type's. */
export async function readTypeDescriptor(
  memory: TargetMemory,
  layout: RuntimeLayout,
  modules: readonly Module[],
  address: number,
): Promise<TypeDescriptor | null> {
  const module = modules.find(
    ({ types, typesEnd }) => address >= types && address < typesEnd,
  );
  if (module === undefined) return null;
  const structure = layout.structure("type");
  const [bytes] = await memory.read([{ address, length: structure.size }]);
  if (bytes === null || bytes === undefined) return null;
  const view = viewOf(bytes);
  const at = module.types + structure.number(view, 0, "name");
  const name = await readName(memory, at, module.typesEnd);
  if (name === null) return null;
  const hasStar =
    (structure.number(view, 0, "flags") & layout.constant("nameExtraStar")) !==
    0;
  return {
    name: hasStar ? name.slice(1) : name,
    kind: structure.number(view, 0, "kind") & kindMask,
    size: structure.number(view, 0, "size"),
  };
}

/** A flag byte, a varint length, the text. */
async function readName(
  memory: TargetMemory,
  address: number,
  limit: number,
): Promise<string | null> {
  const length = Math.min(maxNameBytes, limit - address);
  if (length <= 0) return null;
  const [bytes] = await memory.read([{ address, length }]);
  if (bytes === null || bytes === undefined) return null;
  let size = 0;
  let scale = 1;
  for (let at = 1; at < 4; at++) {
    const byte = bytes[at] ?? 0;
    size += (byte & 0x7f) * scale;
    if (byte < 0x80)
      return new TextDecoder().decode(bytes.subarray(at + 1, at + 1 + size));
    scale *= 128;
  }
  return null;
}
