// What the linker tells the running program about its code: one `moduledata` for the executable and each plugin, with
// the tables that lead from a program counter to functions, files and lines.
// Source of truth: runtime/symtab.go (moduledata, moduledataverify1).

import { TrivetError } from "../errors.ts";
import { readBytes, type TargetMemory } from "./target-memory.ts";
import {
  readWord,
  viewOf,
  type RuntimeLayout,
  type Structure,
} from "./runtime-layout.ts";

export interface TextSection {
  readonly start: number;
  readonly end: number;
  readonly base: number;
}
export interface Module {
  readonly text: number;
  readonly minPc: number;
  readonly maxPc: number;
  readonly types: number;
  readonly typesEnd: number;
  /** Where offsets of function data count from. */
  readonly functionData: number;
  readonly functions: Uint8Array;
  readonly functionsView: DataView;
  readonly names: Uint8Array;
  readonly files: Uint8Array;
  readonly units: DataView;
  readonly pcTable: Uint8Array;
  /** Of each function, ascending, relative to the text; the last is the end of all. */
  readonly entries: Uint32Array;
  /** Of each function's `_func` in `functions`. */
  readonly offsets: Uint32Array;
  /** More than one only where an external linker split the text. */
  readonly sections: readonly TextSection[];
}

/** Formats of Go 1.18 to 1.19 and since 1.20 (go12magic's successors in debug/gosym). */
const knownMagic: ReadonlySet<number> = new Set([0xfffffff0, 0xfffffff1]);
const maxModules = 256;

/** Every module, the executable first. Codes: layout-mismatch, memory-unreadable. */
export async function readModules(
  memory: TargetMemory,
  layout: RuntimeLayout,
): Promise<readonly Module[]> {
  const structure = layout.structure("moduledata");
  const modules: Module[] = [];
  let address = layout.variable("firstModule").address;
  while (address !== 0 && modules.length < maxModules) {
    const bytes = await readBytes(
      memory,
      { address, length: structure.size },
      "the module's data",
    );
    const view = viewOf(bytes);
    modules.push(await readModule(memory, layout, view));
    address = structure.number(view, 0, "next");
  }
  return modules;
}

type TableName =
  | "names"
  | "units"
  | "files"
  | "pcTable"
  | "functions"
  | "functionTable"
  | "textSections";

async function readModule(
  memory: TargetMemory,
  layout: RuntimeLayout,
  view: DataView,
): Promise<Module> {
  const structure = layout.structure("moduledata");
  await checkMagic(memory, structure.number(view, 0, "pcHeader"));
  const read = async (
    name: TableName,
    elementSize = 1,
  ): Promise<Uint8Array> => {
    const { address, length } = structure.slice(view, 0, name);
    return readBytes(
      memory,
      { address, length: length * elementSize },
      `the module's table of ${name}`,
    );
  };
  const functions = await read("functions");
  const table = await read("functionTable", layout.structure("functab").size);
  const module = {
    text: structure.number(view, 0, "text"),
    minPc: structure.number(view, 0, "minPc"),
    maxPc: structure.number(view, 0, "maxPc"),
    types: structure.number(view, 0, "types"),
    typesEnd: structure.number(view, 0, "typesEnd"),
    functionData: structure.number(view, 0, "functionData"),
    functions,
    functionsView: viewOf(functions),
    names: await read("names"),
    files: await read("files"),
    units: viewOf(await read("units", Uint32Array.BYTES_PER_ELEMENT)),
    pcTable: await read("pcTable"),
    ...splitTable(table, layout.structure("functab")),
    sections: readSections(
      await read("textSections", layout.structure("textsect").size),
      layout.structure("textsect"),
    ),
  };
  verify(module);
  return module;
}

async function checkMagic(memory: TargetMemory, header: number): Promise<void> {
  const [bytes] = await memory.read([{ address: header, length: 4 }]);
  const magic =
    bytes === null || bytes === undefined
      ? null
      : viewOf(bytes).getUint32(0, true);
  if (magic === null || !knownMagic.has(magic))
    throw new TrivetError(
      "layout-mismatch",
      `there is no function table at 0x${header.toString(16)}, where the module's data points`,
      { detail: { address: header, magic: magic ?? "unreadable" } },
    );
}

function splitTable(
  table: Uint8Array,
  structure: Structure<"functab">,
): { readonly entries: Uint32Array; readonly offsets: Uint32Array } {
  const view = viewOf(table);
  const count = Math.floor(table.length / structure.size);
  const entries = new Uint32Array(count);
  const offsets = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    entries[index] = structure.number(view, index * structure.size, "entry");
    offsets[index] = structure.number(view, index * structure.size, "offset");
  }
  return { entries, offsets };
}

function readSections(
  bytes: Uint8Array,
  structure: Structure<"textsect">,
): readonly TextSection[] {
  const view = viewOf(bytes);
  return Array.from(
    { length: Math.floor(bytes.length / structure.size) },
    (_, index) => {
      const at = index * structure.size;
      return {
        start: structure.number(view, at, "start"),
        end: structure.number(view, at, "end"),
        base: structure.number(view, at, "base"),
      };
    },
  );
}

/**
 * The check that the runtime itself makes at start. The module's data comes from the process, the table from read-only
 * pages, in a core from the executable: a rebuilt executable is seen here.
 */
function verify(module: Module): void {
  const { entries, minPc, maxPc } = module;
  const first = entries[0];
  const last = entries.at(-1);
  if (
    first !== undefined &&
    last !== undefined &&
    textAddress(module, first) === minPc &&
    textAddress(module, last) === maxPc
  )
    return;
  throw new TrivetError(
    "layout-mismatch",
    "the function table does not cover the program's text: the executable is not the one that ran",
    { detail: { minPc, maxPc } },
  );
}

/** From an offset in the text to an address. */
export function textAddress(
  module: Pick<Module, "text" | "sections">,
  offset: number,
): number {
  const { sections, text } = module;
  if (sections.length > 1) {
    const last = sections.length - 1;
    for (const [index, { start, end, base }] of sections.entries())
      if (
        (offset >= start && offset < end) ||
        (index === last && offset === end)
      )
        return base + (offset - start);
  }
  return text + offset;
}

/** From an address to an offset in the text; null outside. */
export function textOffset(
  module: Pick<Module, "text" | "sections">,
  pc: number,
): number | null {
  const { sections, text } = module;
  if (sections.length > 1) {
    for (const { start, end, base } of sections)
      if (pc >= base && pc < base + (end - start)) return start + (pc - base);
    return null;
  }
  return pc < text ? null : pc - text;
}

/** A Go string variable or field: its header lies at `address`. Code: memory-unreadable. */
export async function readGoString(
  memory: TargetMemory,
  address: number,
): Promise<string> {
  const what = "a string";
  const header = viewOf(await readBytes(memory, { address, length: 16 }, what));
  const length = readWord(header, 8);
  if (length > 4096)
    throw new TrivetError(
      "layout-mismatch",
      `a string of ${length} bytes at 0x${address.toString(16)}, where a short one belongs`,
    );
  const bytes = await readBytes(
    memory,
    { address: readWord(header, 0), length },
    what,
  );
  return new TextDecoder().decode(bytes);
}
