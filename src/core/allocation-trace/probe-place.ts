// Where in the executable's file a function begins: what the kernel's probes are set by.

import type { ElfLayout } from "../elf/elf-layout.ts";
import { segmentType } from "../elf/elf-layout.ts";
import type { FunctionTable } from "../go-runtime/function-table.ts";
import { textAddress } from "../go-runtime/module.ts";
import type { RuntimeLayout } from "../go-runtime/runtime-layout.ts";

/** Run-time address of a function's first instruction; null when the program has no such function. */
export function findFunction(
  table: FunctionTable,
  name: string,
): number | null {
  for (const module of table.modules)
    // The last entry is the end of all.
    for (const entry of module.entries.subarray(0, -1)) {
      const address = textAddress(module, entry);
      const code = table.find(address);
      if (code !== null && table.name(code) === name) return address;
    }
  return null;
}

/** Null for an address that no segment of the file is loaded to. */
export function fileOffsetOf(
  elf: ElfLayout,
  layout: RuntimeLayout,
  address: number,
): number | null {
  // As linked: a position-independent executable is loaded somewhere else.
  const bias =
    layout.variable("heap").address - layout.data.variables.heap.address;
  const linked = address - bias;
  const segment = elf.segments.find(
    ({ type, address: start, fileSize }) =>
      type === segmentType.load && linked >= start && linked < start + fileSize,
  );
  return segment === undefined
    ? null
    : segment.offset + (linked - segment.address);
}
