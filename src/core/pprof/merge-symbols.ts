// Locations of several profiles made one set: the identities are pprof's (profile/merge.go). Address space layout
// randomisation moves a binary between two runs, so addresses count from the start of their mapping.

import { MergedLocations } from "./merge-locations.ts";
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
  readonly #locations = new MergedLocations();

  /** Answers what turns the source's location and string indexes into merged ones. */
  begin(source: Profile): SourceSymbols {
    // The first mapping stands for the main binary, and stays first.
    if (this.#mappings.length === 0 && source.mappings[0] !== undefined)
      this.mergeMapping(source.mappings[0]);
    return new SourceSymbols(source, this);
  }

  mergeLocation(
    source: Profile,
    location: number,
    symbols: SourceSymbols,
  ): number {
    const { locations, lines } = source;
    const sourceMapping = locations.mapping[location]!;
    const start = symbols.mappingStart(sourceMapping);
    const low = symbols.addressWord(location, 0) - start.low;
    const high =
      symbols.addressWord(location, 1) - start.high - (low < 0 ? 1 : 0);
    return this.#locations.intern(
      {
        fromStartLow: low >>> 0,
        fromStartHigh: high >>> 0,
        mapping: symbols.mapping(sourceMapping),
        folded: locations.folded[location]!,
        lineStart: locations.lineStart[location]!,
        lineCount: locations.lineCount[location]!,
      },
      lines,
      symbols.functionOfLine,
    );
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
      ...this.#locations.build(this.#mappings),
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

  mergeMapping(mapping: Mapping): number {
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

interface Halves {
  readonly low: number;
  readonly high: number;
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** One source's indexes in merged terms, each worked out once. */
export class SourceSymbols {
  readonly #source: Profile;
  readonly #merger: SymbolMerger;
  readonly #strings: Int32Array;
  readonly #functions: Int32Array;
  readonly #locations: Int32Array;

  /** Merged mapping of each of the source's. */
  readonly #mappings: number[];
  readonly #mappingStarts: readonly Halves[];
  /** The addresses as 32-bit words: arithmetic with a bigint for each takes longer than all the rest. */
  readonly #addressWords: Uint32Array;

  constructor(source: Profile, merger: SymbolMerger) {
    this.#source = source;
    this.#merger = merger;
    this.#strings = new Int32Array(source.strings.length).fill(-1);
    this.#functions = new Int32Array(source.functions.count).fill(-1);
    this.#locations = new Int32Array(source.locations.count).fill(-1);
    this.#mappings = source.mappings.map(() => -1);
    this.#mappingStarts = source.mappings.map(({ start }) => ({
      low: Number(start & 0xffff_ffffn),
      high: Number(start >> 32n),
    }));
    const { address } = source.locations;
    this.#addressWords = new Uint32Array(
      address.buffer,
      address.byteOffset,
      address.length * 2,
    );
  }

  string(index: number): number {
    const known = this.#strings[index]!;
    if (known >= 0) return known;
    const merged = this.#merger.strings.intern(this.#source.strings.get(index));
    this.#strings[index] = merged;
    return merged;
  }

  /** Merged mapping; -1 = none. */
  mapping(index: number): number {
    const own = this.#source.mappings[index];
    if (own === undefined) return -1;
    const known = this.#mappings[index]!;
    if (known >= 0) return known;
    const merged = this.#merger.mergeMapping(own);
    this.#mappings[index] = merged;
    return merged;
  }

  /** Where a mapping of the source starts; 0 for none. */
  mappingStart(index: number): Halves {
    return this.#mappingStarts[index] ?? { low: 0, high: 0 };
  }

  /** Bits 32 * `word` and up of a location's address in the source. */
  addressWord(location: number, word: 0 | 1): number {
    return this.#addressWords[
      2 * location + (isLittleEndian ? word : 1 - word)
    ]!;
  }

  readonly functionOfLine = (line: number): number =>
    this.function(this.#source.lines.function[line]!);

  function(index: number): number {
    const known = this.#functions[index]!;
    if (known >= 0) return known;
    const merged = this.#merger.mergeFunction(this.#source, index, this);
    this.#functions[index] = merged;
    return merged;
  }

  /** By location of the source; -1 = not worked out yet: for the one loop where a call a location is too slow. */
  get locations(): Int32Array {
    return this.#locations;
  }

  location(index: number): number {
    const known = this.#locations[index]!;
    if (known >= 0) return known;
    const merged = this.#merger.mergeLocation(this.#source, index, this);
    this.#locations[index] = merged;
    return merged;
  }
}
