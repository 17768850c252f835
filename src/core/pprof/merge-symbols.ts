// Locations of several profiles made one set: the identities are pprof's (profile/merge.go). Address space layout
// randomisation moves a binary between two runs, so addresses count from the start of their mapping.

import type {
  FunctionColumns,
  LineColumns,
  LocationColumns,
  Mapping,
  Profile,
} from "./profile.ts";
import { countedFromOne } from "./profile-builder.ts";
import { StringPool } from "./string-table.ts";
import { Uint32Column } from "./uint32-column.ts";

const pageSize = 0x1000n;

function mappingKey(mapping: Mapping): string {
  const size = BigInt.asUintN(64, mapping.limit - mapping.start);
  const pages = (size + pageSize - 1n) / pageSize;
  return `${pages} ${mapping.offset} ${mapping.buildId === "" ? mapping.file : mapping.buildId}`;
}

export class SymbolMerger {
  readonly strings = new StringPool();
  readonly #mappings: Mapping[] = [];
  readonly #mappingByKey = new Map<string, number>();
  readonly #functionByKey = new Map<string, number>();
  readonly #functions = {
    name: new Uint32Column(),
    systemName: new Uint32Column(),
    file: new Uint32Column(),
    startLine: [] as number[],
  };
  readonly #locationByKey = new Map<string, number>();
  readonly #locations = {
    address: [] as bigint[],
    mapping: [] as number[],
    folded: [] as number[],
    lineStart: new Uint32Column(),
    lineCount: new Uint32Column(),
  };
  readonly #lines = {
    function: new Uint32Column(),
    line: [] as number[],
    column: [] as number[],
  };

  /** Answers what turns the source's location and string indexes into merged ones. */
  begin(source: Profile): SourceSymbols {
    // The first mapping stands for the main binary, and stays first.
    if (this.#mappings.length === 0 && source.mappings[0] !== undefined)
      this.#mergeMapping(source.mappings[0]);
    return new SourceSymbols(source, this);
  }

  mergeLocation(
    source: Profile,
    location: number,
    symbols: SourceSymbols,
  ): number {
    const { locations, lines } = source;
    const sourceMapping = source.mappings[locations.mapping[location]!];
    const mapping =
      sourceMapping === undefined ? -1 : this.#mergeMapping(sourceMapping);
    const fromStart =
      locations.address[location]! - (sourceMapping?.start ?? 0n);
    const start = locations.lineStart[location]!;
    const count = locations.lineCount[location]!;
    const functions: number[] = [];
    let key = `${BigInt.asUintN(64, fromStart)} ${mapping} ${locations.folded[location]}`;
    for (let line = start; line < start + count; line++) {
      const index = symbols.function(lines.function[line]!);
      functions.push(index);
      key += ` ${index}:${lines.line[line]}`;
    }
    // Of the columns only the last line's counts: pprof's key overwrites the others.
    if (count > 0) key += `:${lines.column[start + count - 1]}`;
    const known = this.#locationByKey.get(key);
    if (known !== undefined) return known;
    const merged = this.#locations.address.length;
    this.#locationByKey.set(key, merged);
    this.#locations.address.push(
      BigInt.asUintN(64, fromStart + (this.#mappings[mapping]?.start ?? 0n)),
    );
    this.#locations.mapping.push(mapping);
    this.#locations.folded.push(locations.folded[location]!);
    this.#locations.lineStart.push(this.#lines.function.length);
    this.#locations.lineCount.push(count);
    for (let line = 0; line < count; line++) {
      this.#lines.function.push(functions[line]!);
      this.#lines.line.push(lines.line[start + line]!);
      this.#lines.column.push(lines.column[start + line]!);
    }
    return merged;
  }

  mergeFunction(
    source: Profile,
    index: number,
    symbols: SourceSymbols,
  ): number {
    const { functions } = source;
    const name = symbols.string(functions.name[index]!);
    const systemName = symbols.string(functions.systemName[index]!);
    const file = symbols.string(functions.file[index]!);
    const startLine = functions.startLine[index]!;
    const key = `${startLine} ${name} ${systemName} ${file}`;
    const known = this.#functionByKey.get(key);
    if (known !== undefined) return known;
    const merged = this.#functions.name.length;
    this.#functionByKey.set(key, merged);
    this.#functions.name.push(name);
    this.#functions.systemName.push(systemName);
    this.#functions.file.push(file);
    this.#functions.startLine.push(startLine);
    return merged;
  }

  build(): {
    readonly locations: LocationColumns;
    readonly lines: LineColumns;
    readonly functions: FunctionColumns;
    readonly mappings: readonly Mapping[];
  } {
    return {
      locations: {
        count: this.#locations.address.length,
        ...countedFromOne(this.#locations.address.length),
        address: BigUint64Array.from(this.#locations.address),
        mapping: Int32Array.from(this.#locations.mapping),
        folded: Uint8Array.from(this.#locations.folded),
        lineStart: this.#locations.lineStart.build(),
        lineCount: this.#locations.lineCount.build(),
      },
      lines: {
        function: this.#lines.function.build(),
        line: Float64Array.from(this.#lines.line),
        column: Float64Array.from(this.#lines.column),
      },
      functions: {
        count: this.#functions.name.length,
        ...countedFromOne(this.#functions.name.length),
        name: this.#functions.name.build(),
        systemName: this.#functions.systemName.build(),
        file: this.#functions.file.build(),
        startLine: Float64Array.from(this.#functions.startLine),
      },
      mappings: this.#mappings,
    };
  }

  #mergeMapping(mapping: Mapping): number {
    const key = mappingKey(mapping);
    const known = this.#mappingByKey.get(key);
    if (known !== undefined) return known;
    this.#mappings.push({
      ...mapping,
      id: BigInt(this.#mappings.length + 1),
    });
    this.#mappingByKey.set(key, this.#mappings.length - 1);
    return this.#mappings.length - 1;
  }
}

/** One source's indexes in merged terms, each worked out once. */
export class SourceSymbols {
  readonly #source: Profile;
  readonly #merger: SymbolMerger;
  readonly #strings: Int32Array;
  readonly #functions: Int32Array;
  readonly #locations: Int32Array;

  constructor(source: Profile, merger: SymbolMerger) {
    this.#source = source;
    this.#merger = merger;
    this.#strings = new Int32Array(source.strings.length).fill(-1);
    this.#functions = new Int32Array(source.functions.count).fill(-1);
    this.#locations = new Int32Array(source.locations.count).fill(-1);
  }

  string(index: number): number {
    const known = this.#strings[index]!;
    if (known >= 0) return known;
    const merged = this.#merger.strings.intern(this.#source.strings.get(index));
    this.#strings[index] = merged;
    return merged;
  }

  function(index: number): number {
    const known = this.#functions[index]!;
    if (known >= 0) return known;
    const merged = this.#merger.mergeFunction(this.#source, index, this);
    this.#functions[index] = merged;
    return merged;
  }

  location(index: number): number {
    const known = this.#locations[index]!;
    if (known >= 0) return known;
    const merged = this.#merger.mergeLocation(this.#source, index, this);
    this.#locations[index] = merged;
    return merged;
  }
}
