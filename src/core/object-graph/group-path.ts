// `main.Session.Tenant`: where the type's name ends and the path of fields begins, and whether what it leads to is a value
// that objects can be grouped by.

import { TrivetError } from "../errors.ts";
import type { GoType } from "../go-types/go-type.ts";
import { isScalar } from "../go-types/kinds.ts";
import {
  parsePath,
  resolvePath,
  type ValuePath,
} from "../go-types/value-path.ts";

export interface NamesOfTypes {
  byName(name: string): GoType | null;
  /** Names of types that may be meant by what is none's. */
  similarNames(text: string): readonly string[];
}

export interface GroupPath {
  readonly type: GoType;
  /** As it was written, without the type: `Tenant.Name`. */
  readonly field: string;
  readonly path: ValuePath;
}

const maxHops = 64;

/** Codes: not-found (no such type), usage (no such field, or none that groups). */
export function resolveGroupPath(types: NamesOfTypes, text: string): GroupPath {
  try {
    return resolve(types, text);
  } catch (error) {
    if (!(error instanceof TrivetError)) throw error;
    const { code, message, detail } = error;
    throw new TrivetError(code, message, { detail, advice: "no-group" });
  }
}

function resolve(types: NamesOfTypes, text: string): GroupPath {
  const found = splitAtType(types, text);
  const { type, field } = found;
  if (field === "")
    throw new TrivetError(
      "usage",
      `${text} is a type: name one of its fields too${fieldsOf(type)}`,
    );
  const path = throughPointers(resolvePath(type, parsePath(field)));
  const kind = path.type.kind;
  if (kind !== "string" && (!isScalar(kind) || kind === "unsafe-pointer"))
    throw new TrivetError(
      "usage",
      `${text} is a ${path.type.name}: objects are grouped by texts, numbers and truth values${fieldsOf(path.type)}`,
    );
  return { type, field, path };
}

/** The longest part that is a type's name; its last part alone will do where no other type has it. */
function splitAtType(
  types: NamesOfTypes,
  text: string,
): { readonly type: GoType; readonly field: string } {
  const ends = Array.from({ length: text.length }, (_, at) => text.length - at);
  const cuts = ends.filter(
    (end) => end === text.length || /[.[]/.test(text.charAt(end)),
  );
  const rest = (end: number): string => text.slice(end).replace(/^\./, "");
  for (const end of cuts) {
    const type = types.byName(text.slice(0, end));
    if (type !== null) return { type, field: rest(end) };
  }
  for (const end of cuts) {
    const names = types
      .similarNames(text.slice(0, end))
      .filter((name) => named.test(name));
    const [only, ...others] = names;
    if (only === undefined) continue;
    if (others.length > 0) throw noType(text, names);
    const type = types.byName(only);
    if (type !== null) return { type, field: rest(end) };
  }
  throw noType(text, []);
}

/** A name and perhaps arguments: types made of the one that is meant (pointers, maps, their parts) end like it. */
const named = /^[^\s*<>(){}[\]]+(?:\[.*\])?$/;

function noType(text: string, similar: readonly string[]): TrivetError {
  return new TrivetError(
    "not-found",
    `the program has no type that ${text} could begin with${similar.length === 0 ? "" : `, but ${similar.join(", ")}`}`,
    { detail: { type: text } },
  );
}

/** A pointer to a text or a number is as good as that itself. */
function throughPointers(path: ValuePath): ValuePath {
  const { type, hops, offset } = path;
  if (type.kind !== "pointer" || type.target === null) return path;
  // `type P *P` is Go, too.
  if (hops.length >= maxHops) return path;
  return throughPointers({
    hops: [...hops, { offset, guard: null }],
    offset: 0,
    type: type.target,
  });
}

function fieldsOf(type: GoType): string {
  return type.kind === "struct" && type.fields.length > 0
    ? ` (${type.fields.map(({ name }) => name).join(", ")})`
    : "";
}
