// Layouts for binaries linked with `-w`: they have symbols, hence addresses, but no types. Offsets are bundled per Go
// minor version (resources/go-layouts, made by scripts/go-layouts.mjs from real binaries).

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sectionType, type ElfLayout } from "../../core/elf/elf-layout.ts";
import { findSymbols } from "../../core/elf/symbol-table.ts";
import { TrivetError } from "../../core/errors.ts";
import { parseSpec } from "../../core/go-runtime/build-layout.ts";
import { parseLayout } from "../../core/go-runtime/layout-file.ts";
import {
  variableSpecs,
  type VariableName,
} from "../../core/go-runtime/layout-spec.ts";
import {
  absentVariable,
  type LayoutData,
  type VariablePlace,
} from "../../core/go-runtime/runtime-layout.ts";
import type { RandomAccessFile } from "../../services/ports/process-memory.ts";

/** `resources/go-layouts` in the nearest folder above `startFolder` that has one; null when there is none. */
export function findBundledLayouts(startFolder: string): string | null {
  for (let folder = startFolder; ; folder = dirname(folder)) {
    const candidate = join(folder, "resources", "go-layouts");
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return null;
  }
}

/** Codes: layout-missing (no symbols either), layout-unsupported (nothing bundled for this version). */
export async function readBundledLayout(
  folder: string | null,
  binary: {
    readonly layout: ElfLayout;
    readonly file: RandomAccessFile;
    readonly goVersion: string;
    readonly minor: number;
  },
): Promise<LayoutData> {
  const { file, goVersion } = binary;
  const addresses = await readVariableAddresses(binary.layout, file);
  if (addresses === null)
    throw new TrivetError(
      "layout-missing",
      `${file.path} (${goVersion}) has neither type information nor a symbol table`,
      { detail: { goVersion } },
    );
  const path =
    folder === null ? null : join(folder, `go1.${binary.minor}.json`);
  const text =
    path === null ? null : await readFile(path, "utf8").catch(() => null);
  const bundled = text === null ? null : parseLayout(text);
  if (bundled === null)
    throw new TrivetError(
      "layout-unsupported",
      `${file.path} has no type information, and there is no bundled layout for ${goVersion}`,
      { detail: { goVersion } },
    );
  const variables: Partial<Record<VariableName, VariablePlace>> = {};
  for (const [name, spec] of Object.entries(variableSpecs)) {
    const { names, isOptional } = parseSpec(spec);
    const address = names
      .split("|")
      .map((candidate) => addresses.get(candidate))
      .find((found) => found !== undefined);
    if (address === undefined && isOptional) {
      variables[name as VariableName] = absentVariable;
      continue;
    }
    if (address === undefined)
      throw new TrivetError(
        "layout-missing",
        `the symbol table of ${file.path} lacks ${names}`,
        { detail: { goVersion, symbol: names } },
      );
    variables[name as VariableName] = {
      ...bundled.variables[name as VariableName],
      address,
    };
  }
  return { ...bundled, variables: variables as LayoutData["variables"] };
}

async function readVariableAddresses(
  layout: ElfLayout,
  file: RandomAccessFile,
): Promise<ReadonlyMap<string, number> | null> {
  const table = layout.sections.find(
    ({ type }) => type === sectionType.symbolTable,
  );
  const names = table === undefined ? undefined : layout.sections[table.link];
  if (table === undefined || names === undefined) return null;
  const wanted = new Set(
    Object.values(variableSpecs).flatMap((spec) =>
      parseSpec(spec).names.split("|"),
    ),
  );
  const found = findSymbols(
    await file.readAt(table.offset, table.size),
    await file.readAt(names.offset, names.size),
    { wanted, littleEndian: layout.littleEndian },
  );
  if (found.size === 0) return null;
  return new Map([...found].map(([name, { address }]) => [name, address]));
}
