// A path into a value as people write it: `Customer.Name`, `[3].Lines[0]`. Pointers on the way are followed without being
// written, as in Go.

import { TrivetError } from "../errors.ts";
import { wordBytes, type GoType, type StructField } from "./go-type.ts";

export type PathStep =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "index"; readonly index: number };

/** A pointer to follow, and what must hold before. */
export interface PathHop {
  /** Of the pointer, from the value on that was reached. */
  readonly offset: number;
  /** Of a slice: its length's offset, and the length that is needed. */
  readonly guard: { readonly offset: number; readonly least: number } | null;
}

/** A path on one type: pointers to follow, then where the value lies behind the last one, and its type. */
export interface ValuePath {
  readonly hops: readonly PathHop[];
  readonly offset: number;
  readonly type: GoType;
}

/** `.A.B[3]` in steps; a first dot may be left out. Code: usage. */
export function parsePath(text: string): readonly PathStep[] {
  const steps: PathStep[] = [];
  const pattern = /\.?([\p{L}_][\p{L}\p{N}_]*)|\[(\d+)\]/uy;
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    const isSeparated = start === 0 || /^[.[]/.test(match?.[0] ?? "");
    if (match === null || !isSeparated)
      throw new TrivetError(
        "usage",
        `not a path of fields: ${text} (examples: Customer.Name, Lines[0].Price)`,
      );
    const [, name, index] = match;
    steps.push(
      name === undefined
        ? { kind: "index", index: Number(index) }
        : { kind: "field", name },
    );
  }
  return steps;
}

/** Where the path leads on values of the type. Code: usage, with the fields that there are. */
export function resolvePath(
  type: GoType,
  steps: readonly PathStep[],
): ValuePath {
  let path: ValuePath = { hops: [], offset: 0, type };
  for (const step of steps) {
    path = throughPointers(path);
    path = step.kind === "field" ? toField(path, step) : toElement(path, step);
  }
  return path;
}

function throughPointers(path: ValuePath): ValuePath {
  let current = path;
  const seen = new Set<GoType>();
  while (
    current.type.kind === "pointer" &&
    current.type.target !== null &&
    !seen.has(current.type)
  ) {
    seen.add(current.type);
    current = behind(current, current.type.target, null);
  }
  return current;
}

function behind(
  { hops, offset }: ValuePath,
  type: GoType,
  guard: PathHop["guard"],
): ValuePath {
  return { hops: [...hops, { offset, guard }], offset: 0, type };
}

function toField(
  path: ValuePath,
  { name }: PathStep & { readonly kind: "field" },
): ValuePath {
  const { type } = path;
  if (type.kind !== "struct")
    throw new TrivetError(
      "usage",
      `${type.name} has no fields, so no .${name} either`,
    );
  const found = promoted(type, name);
  if (found === null)
    throw new TrivetError(
      "usage",
      `${type.name} has no field ${name}; it has ${type.fields.map((field) => field.name).join(", ")}`,
    );
  let current = path;
  for (const field of found) {
    current = throughPointers(current);
    current = {
      ...current,
      offset: current.offset + field.offset,
      type: field.type,
    };
  }
  return current;
}

/** The field itself, or the nearest one of that name in what is embedded. */
function promoted(type: GoType, name: string): readonly StructField[] | null {
  let level: readonly (readonly StructField[])[] = [[]];
  const seen = new Set<GoType>();
  while (level.length > 0) {
    const deeper: (readonly StructField[])[] = [];
    for (const trail of level) {
      const last = trail.at(-1)?.type ?? type;
      const target = last.kind === "pointer" ? last.target : last;
      if (target?.kind !== "struct" || seen.has(target)) continue;
      seen.add(target);
      for (const field of target.fields) {
        if (field.name === name) return [...trail, field];
        if (field.isEmbedded) deeper.push([...trail, field]);
      }
    }
    level = deeper;
  }
  return null;
}

function toElement(
  path: ValuePath,
  { index }: PathStep & { readonly kind: "index" },
): ValuePath {
  const { type } = path;
  if (type.kind === "array" && index < type.count)
    return {
      ...path,
      offset: path.offset + index * type.element.size,
      type: type.element,
    };
  if (type.kind !== "slice")
    throw new TrivetError(
      "usage",
      type.kind === "array"
        ? `${type.name} has no element ${index}`
        : `${type.name} has no elements that a number picks`,
    );
  const guard = { offset: path.offset + wordBytes, least: index + 1 };
  const row = behind(path, type.element, guard);
  return { ...row, offset: index * type.element.size };
}
