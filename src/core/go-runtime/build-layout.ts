// From what a binary's debug information says to a layout: the wanted names looked up, nested structures and Go's
// one-field wrappers (atomic.Uint32, mSpanStateBox) followed to the bytes that matter.

import { TrivetError } from "../errors.ts";
import {
  constantSpecs,
  structureSpecs,
  variableSpecs,
  type ConstantName,
  type StructureName,
  type VariableName,
} from "./layout-spec.ts";
import type { StructureSpec } from "./layout-spec/structure-spec.ts";
import {
  absentVariable,
  type FieldPlace,
  type LayoutData,
  type StructureLayout,
  type VariablePlace,
} from "./runtime-layout.ts";

/** A type of the binary, as a DWARF reader gives it. */
export interface DescribedType {
  readonly size: number;
  readonly fields: readonly {
    readonly name: string;
    readonly offset: number;
    readonly type: DescribedType;
  }[];
  /** Of an array; else null. */
  readonly element: DescribedType | null;
  readonly count: number;
}
export interface DescribedBinary {
  type(name: string): DescribedType | null;
  variable(
    name: string,
  ): { readonly address: number; readonly type: DescribedType } | null;
  constant(name: string): number | null;
}

/** Codes: layout-unsupported when the binary lacks a name that every supported Go version has. */
export function buildLayout(
  binary: DescribedBinary,
  goVersion: string,
): LayoutData {
  const missing: string[] = [];
  const structures: Partial<Record<StructureName, StructureLayout>> = {};
  for (const [name, spec] of Object.entries(structureSpecs)) {
    const found = buildStructure(binary, spec);
    missing.push(...found.missing);
    structures[name as StructureName] = found.layout;
  }
  const variables: Partial<Record<VariableName, VariablePlace>> = {};
  for (const [name, spec] of Object.entries(variableSpecs)) {
    const { names, isOptional } = parseSpec(spec);
    const found = firstOf(names, (candidate) => binary.variable(candidate));
    if (found === null && isOptional)
      variables[name as VariableName] = absentVariable;
    else if (found === null) missing.push(names);
    else
      variables[name as VariableName] = {
        address: found.address,
        size: found.type.size,
        stride: found.type.element?.size ?? found.type.size,
      };
  }
  const constants: Partial<Record<ConstantName, number | null>> = {};
  for (const [name, spec] of Object.entries(constantSpecs)) {
    const { names, isOptional } = parseSpec(spec);
    const value = firstOf(names, (candidate) => binary.constant(candidate));
    if (value === null && !isOptional) missing.push(names);
    constants[name as ConstantName] = value;
  }
  if (missing.length > 0)
    throw new TrivetError(
      "layout-unsupported",
      `the type information of this ${goVersion} binary lacks ${missing.join(", ")}`,
      { detail: { goVersion, missing: missing.join(", ") } },
    );
  return {
    goVersion,
    structures: structures as LayoutData["structures"],
    variables: variables as LayoutData["variables"],
    constants: constants as LayoutData["constants"],
  };
}

function buildStructure(
  binary: DescribedBinary,
  spec: StructureSpec,
): { readonly layout: StructureLayout; readonly missing: readonly string[] } {
  const wanted = parseSpec(spec.type);
  const type = firstOf(wanted.names, (name) => binary.type(name));
  if (type === null)
    return {
      layout: { size: 0, fields: {} },
      missing: wanted.isOptional ? [] : [wanted.names],
    };
  const fields: Record<string, FieldPlace> = {};
  const missing: string[] = [];
  for (const [name, path] of Object.entries(spec.fields)) {
    const { names, isOptional } = parseSpec(path);
    const place = firstOf(names, (candidate) => placeOf(type, candidate));
    if (place !== null) fields[name] = place;
    else if (!isOptional) missing.push(`${wanted.names}.${names}`);
  }
  return { layout: { size: type.size, fields }, missing };
}

export function parseSpec(text: string): {
  readonly names: string;
  readonly isOptional: boolean;
} {
  const isOptional = text.endsWith("?");
  return { names: isOptional ? text.slice(0, -1) : text, isOptional };
}

function firstOf<T>(names: string, find: (name: string) => T | null): T | null {
  for (const name of names.split("|")) {
    const found = find(name);
    if (found !== null) return found;
  }
  return null;
}

function placeOf(type: DescribedType, path: string): FieldPlace | null {
  let offset = 0;
  let current = type;
  for (const part of path.split(".")) {
    const field = current.fields.find(({ name }) => name === part);
    if (field === undefined) return null;
    offset += field.offset;
    current = field.type;
  }
  for (;;) {
    const filled = current.fields.filter((field) => field.type.size > 0);
    const [only] = filled;
    if (only === undefined || filled.length > 1) break;
    offset += only.offset;
    current = only.type;
  }
  return current.element === null
    ? { offset, size: current.size }
    : {
        offset,
        size: current.size,
        count: current.count,
        stride: current.element.size,
      };
}
