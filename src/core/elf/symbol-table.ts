// Addresses of named symbols. Needed for binaries linked with `-w`: they have no DWARF, but still the symbol table.
// Source of truth: System V ABI, "Symbol Table" (elf(5)).

import { FieldReader } from "./elf-layout.ts";

export interface ElfSymbol {
  readonly address: number;
  readonly size: number;
}

/** Bytes of an Elf64_Sym. */
const entrySize = 24;

/** The wanted names that a 64-bit table has. `names` is the string section that the table links to. */
export function findSymbols(
  table: Uint8Array,
  names: Uint8Array,
  options: {
    readonly wanted: ReadonlySet<string>;
    readonly littleEndian: boolean;
  },
): ReadonlyMap<string, ElfSymbol> {
  const { wanted } = options;
  const fields = new FieldReader(table, options.littleEndian, true);
  const decoder = new TextDecoder();
  const lengths = new Set([...wanted].map((name) => name.length));
  const found = new Map<string, ElfSymbol>();
  for (let at = 0; at + entrySize <= table.length; at += entrySize) {
    const start = fields.u32(at);
    const end = names.indexOf(0, start);
    // Go's names are ASCII where it matters here, so that the length tells nearly all of them apart.
    if (end < 0 || !lengths.has(end - start)) continue;
    const name = decoder.decode(names.subarray(start, end));
    if (wanted.has(name) && !found.has(name))
      found.set(name, {
        address: fields.u64(at + 8),
        size: fields.u64(at + 16),
      });
  }
  return found;
}
