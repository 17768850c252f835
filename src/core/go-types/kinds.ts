// reflect.Kind: the numbers by which debug information and type descriptors say what kind of type one is.
// Source of truth: reflect/type.go (Kind), internal/abi/type.go.

import type { ScalarType } from "./go-type.ts";

export type KindName =
  | "bool"
  | "int"
  | "uint"
  | "float"
  | "complex"
  | "uintptr"
  | "unsafe-pointer"
  | "string"
  | "func"
  | "pointer"
  | "slice"
  | "array"
  | "struct"
  | "map"
  | "channel"
  | "interface";

const kinds: readonly (KindName | null)[] = [
  null,
  "bool",
  ...Array.from({ length: 5 }, () => "int" as const),
  ...Array.from({ length: 5 }, () => "uint" as const),
  "uintptr",
  "float",
  "float",
  "complex",
  "complex",
  "array",
  "channel",
  "func",
  "interface",
  "map",
  "pointer",
  "slice",
  "string",
  "struct",
  "unsafe-pointer",
];

/** The flags above it are the garbage collector's. */
const kindMask = 31;

/** Null for 0 and for numbers that are no kind. */
export function kindOf(value: number): KindName | null {
  return kinds[value & kindMask] ?? null;
}

/** One number, truth value or bare pointer. */
export function isScalar(
  kind: KindName | "unknown",
): kind is ScalarType["kind"] {
  return scalars.has(kind);
}

const scalars: ReadonlySet<string> = new Set([
  "bool",
  "int",
  "uint",
  "float",
  "complex",
  "uintptr",
  "unsafe-pointer",
] as const);
