// A layout as a file: cached under a binary's build id, or bundled for one Go version. Read back with suspicion: a cache
// may be cut off, or written by another version of Trivet.

import {
  constantSpecs,
  layoutFormat,
  structureSpecs,
  variableSpecs,
  type StructureName,
} from "./layout-spec.ts";
import type { StructureSpec } from "./layout-spec/structure-spec.ts";
import type { LayoutData } from "./runtime-layout.ts";

const schema = "trivet.runtime-layout";

/** JSON with a line for each structure, so that differences between Go versions can be read. */
export function formatLayout(data: LayoutData): string {
  const lines = (items: Readonly<Record<string, unknown>>): string =>
    Object.entries(items)
      .map(([name, value]) => `    "${name}": ${JSON.stringify(value)}`)
      .join(",\n");
  return `{
  "schema": "${schema}/${layoutFormat}",
  "goVersion": ${JSON.stringify(data.goVersion)},
  "structures": {
${lines(data.structures)}
  },
  "variables": {
${lines(data.variables)}
  },
  "constants": {
${lines(data.constants)}
  }
}
`;
}

/** Null when the text is not a whole layout of this version's format. */
export function parseLayout(text: string): LayoutData | null {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(file) || file["schema"] !== `${schema}/${layoutFormat}`)
    return null;
  const { goVersion, structures, variables, constants } = file;
  if (typeof goVersion !== "string") return null;
  const isWhole =
    hasEach(structures, structureSpecs, (value, name) =>
      isStructure(value, structureSpecs[name as StructureName]),
    ) &&
    hasEach(variables, variableSpecs, (value) => areNumbers(value)) &&
    hasEach(
      constants,
      constantSpecs,
      (value) => value === null || typeof value === "number",
    );
  return isWhole
    ? ({ goVersion, structures, variables, constants } as LayoutData)
    : null;
}

/** Also what was written before a field was added to the specification is not whole. */
function isStructure(value: unknown, spec: StructureSpec): boolean {
  if (!isRecord(value) || typeof value["size"] !== "number") return false;
  const { fields } = value;
  if (!isRecord(fields) || !Object.values(fields).every(areNumbers))
    return false;
  if (spec.type.endsWith("?") && value["size"] === 0) return true;
  return Object.entries(spec.fields).every(
    ([name, path]) => path.endsWith("?") || fields[name] !== undefined,
  );
}

function areNumbers(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.values(value).every((item) => Number.isSafeInteger(item))
  );
}

function hasEach(
  value: unknown,
  spec: Readonly<Record<string, unknown>>,
  check: (item: unknown, name: string) => boolean,
): boolean {
  return (
    isRecord(value) &&
    Object.keys(spec).every((name) => check(value[name], name))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
