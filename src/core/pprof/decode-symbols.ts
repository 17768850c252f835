// Locations, functions and mappings: what the ids in samples stand for.

import { IdTable } from "./id-table.ts";
import type {
  FunctionColumns,
  LineColumns,
  LocationColumns,
  Mapping,
} from "./profile.ts";
import type { StringTable, StringTableReader } from "./string-table.ts";
import { Uint32Column } from "./uint32-column.ts";
import { malformedProfile, wireBytes, type WireReader } from "./wire-reader.ts";

interface EncodedMapping extends Omit<Mapping, "file" | "buildId"> {
  readonly file: number;
  readonly buildId: number;
}

export class SymbolReader {
  readonly locationIds: IdTable;
  readonly #functionIds: IdTable;
  readonly #mappingIds: IdTable;
  readonly #strings: StringTableReader;

  readonly #idLow = new Uint32Column();
  readonly #idHigh = new Uint32Column();
  readonly #order = new Uint32Column();
  readonly #addressLow = new Uint32Column();
  readonly #addressHigh = new Uint32Column();
  /** Number of the mapping's id, plus one; 0 = none. */
  readonly #mapping = new Uint32Column();
  readonly #folded = new Uint32Column();
  readonly #lineStart = new Uint32Column();
  readonly #lineCount = new Uint32Column();
  readonly #lineFunction = new Uint32Column();
  readonly #lineNumber: number[] = [];
  readonly #lineColumn: number[] = [];

  readonly #functionIdLow = new Uint32Column();
  readonly #functionIdHigh = new Uint32Column();
  readonly #functionOrder = new Uint32Column();
  readonly #functionName = new Uint32Column();
  readonly #functionSystemName = new Uint32Column();
  readonly #functionFile = new Uint32Column();
  readonly #functionStartLine: number[] = [];

  readonly #mappings: EncodedMapping[] = [];
  /** By the number of the id. */
  readonly #mappingPlace: number[] = [];

  constructor(byteLength: number, strings: StringTableReader) {
    this.#strings = strings;
    this.locationIds = new IdTable("location", byteLength);
    this.#functionIds = new IdTable("function", byteLength);
    this.#mappingIds = new IdTable("mapping", byteLength);
  }

  readLocation(reader: WireReader): void {
    const offset = reader.position;
    const outer = reader.enter();
    let idLow = 0;
    let idHigh = 0;
    let addressLow = 0;
    let addressHigh = 0;
    let mapping = 0;
    let folded = false;
    const lineStart = this.#lineFunction.length;
    while (!reader.atEnd) {
      reader.readTag();
      switch (reader.field) {
        case 1:
          reader.readInt64("a location's id");
          idLow = reader.low;
          idHigh = reader.high;
          break;
        case 2:
          reader.readInt64("a location's mapping");
          mapping =
            reader.low === 0 && reader.high === 0
              ? 0
              : this.#mappingIds.indexOf(reader.low, reader.high, offset) + 1;
          break;
        case 3:
          reader.readInt64("a location's address");
          addressLow = reader.low;
          addressHigh = reader.high;
          break;
        case 4:
          reader.expect(wireBytes, "a line");
          this.#readLine(reader);
          break;
        case 5:
          folded = reader.readBool("is_folded");
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outer);
    const index = this.locationIds.define(idLow, idHigh, offset);
    this.#idLow.put(index, idLow);
    this.#idHigh.put(index, idHigh);
    this.#order.push(index);
    this.#addressLow.put(index, addressLow);
    this.#addressHigh.put(index, addressHigh);
    this.#mapping.put(index, mapping);
    this.#folded.put(index, folded ? 1 : 0);
    this.#lineStart.put(index, lineStart);
    this.#lineCount.put(index, this.#lineFunction.length - lineStart);
  }

  #readLine(reader: WireReader): void {
    const offset = reader.position;
    const outer = reader.enter();
    let functionIndex = -1;
    let line = 0;
    let column = 0;
    while (!reader.atEnd) {
      reader.readTag();
      switch (reader.field) {
        case 1:
          reader.readInt64("a line's function");
          if (reader.low !== 0 || reader.high !== 0)
            functionIndex = this.#functionIds.indexOf(
              reader.low,
              reader.high,
              offset,
            );
          break;
        case 2:
          line = reader.readInt64("a line number");
          break;
        case 3:
          column = reader.readInt64("a column number");
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outer);
    if (functionIndex === -1)
      throw malformedProfile(offset, "a line names no function");
    this.#lineFunction.push(functionIndex);
    this.#lineNumber.push(line);
    this.#lineColumn.push(column);
  }

  readFunction(reader: WireReader): void {
    const offset = reader.position;
    const outer = reader.enter();
    let idLow = 0;
    let idHigh = 0;
    let name = 0;
    let systemName = 0;
    let file = 0;
    let startLine = 0;
    while (!reader.atEnd) {
      reader.readTag();
      switch (reader.field) {
        case 1:
          reader.readInt64("a function's id");
          idLow = reader.low;
          idHigh = reader.high;
          break;
        case 2:
          name = this.#strings.readReference(reader, "a function's name");
          break;
        case 3:
          systemName = this.#strings.readReference(
            reader,
            "a function's system name",
          );
          break;
        case 4:
          file = this.#strings.readReference(reader, "a function's file");
          break;
        case 5:
          startLine = reader.readInt64("a function's start line");
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outer);
    const index = this.#functionIds.define(idLow, idHigh, offset);
    this.#functionIdLow.put(index, idLow);
    this.#functionIdHigh.put(index, idHigh);
    this.#functionOrder.push(index);
    this.#functionName.put(index, name);
    this.#functionSystemName.put(index, systemName);
    this.#functionFile.put(index, file);
    this.#functionStartLine[index] = startLine;
  }

  readMapping(reader: WireReader): void {
    const offset = reader.position;
    const outer = reader.enter();
    let idLow = 0;
    let idHigh = 0;
    let start = 0n;
    let limit = 0n;
    let fileOffset = 0n;
    let file = 0;
    let buildId = 0;
    const has = { functions: false, files: false, lines: false, inline: false };
    while (!reader.atEnd) {
      reader.readTag();
      switch (reader.field) {
        case 1:
          reader.readInt64("a mapping's id");
          idLow = reader.low;
          idHigh = reader.high;
          break;
        case 2:
          start = reader.readUint64("a mapping's start");
          break;
        case 3:
          limit = reader.readUint64("a mapping's limit");
          break;
        case 4:
          fileOffset = reader.readUint64("a mapping's offset");
          break;
        case 5:
          file = this.#strings.readReference(reader, "a mapping's file");
          break;
        case 6:
          buildId = this.#strings.readReference(reader, "a mapping's build id");
          break;
        case 7:
          has.functions = reader.readBool("has_functions");
          break;
        case 8:
          has.files = reader.readBool("has_filenames");
          break;
        case 9:
          has.lines = reader.readBool("has_line_numbers");
          break;
        case 10:
          has.inline = reader.readBool("has_inline_frames");
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outer);
    const index = this.#mappingIds.define(idLow, idHigh, offset);
    this.#mappingPlace[index] = this.#mappings.length;
    this.#mappings.push({
      id: joinHalves(idLow, idHigh),
      start,
      limit,
      offset: fileOffset,
      file,
      buildId,
      hasFunctions: has.functions,
      hasFilenames: has.files,
      hasLineNumbers: has.lines,
      hasInlineFrames: has.inline,
    });
  }

  build(strings: StringTable): {
    readonly locations: LocationColumns;
    readonly lines: LineColumns;
    readonly functions: FunctionColumns;
    readonly mappings: readonly Mapping[];
  } {
    this.locationIds.requireAllDefined();
    this.#functionIds.requireAllDefined();
    const count = this.locationIds.count;
    const address = new BigUint64Array(count);
    const mapping = new Int32Array(count);
    for (let index = 0; index < count; index++) {
      address[index] = joinHalves(
        this.#addressLow.values[index]!,
        this.#addressHigh.values[index]!,
      );
      const id = this.#mapping.values[index]!;
      // pprof treats a mapping that does not exist as none.
      mapping[index] = id === 0 ? -1 : (this.#mappingPlace[id - 1] ?? -1);
    }
    return {
      locations: {
        count,
        id: idColumn(this.#idLow, this.#idHigh, count),
        order: this.#order.build(),
        address,
        mapping,
        folded: Uint8Array.from(this.#folded.build(count)),
        lineStart: this.#lineStart.build(count),
        lineCount: this.#lineCount.build(count),
      },
      lines: {
        function: this.#lineFunction.build(),
        line: Float64Array.from(this.#lineNumber),
        column: Float64Array.from(this.#lineColumn),
      },
      functions: {
        count: this.#functionIds.count,
        id: idColumn(
          this.#functionIdLow,
          this.#functionIdHigh,
          this.#functionIds.count,
        ),
        order: this.#functionOrder.build(),
        name: this.#functionName.build(this.#functionIds.count),
        systemName: this.#functionSystemName.build(this.#functionIds.count),
        file: this.#functionFile.build(this.#functionIds.count),
        startLine: Float64Array.from(this.#functionStartLine),
      },
      mappings: this.#mappings.map((encoded) => ({
        ...encoded,
        file: strings.get(encoded.file),
        buildId: strings.get(encoded.buildId),
      })),
    };
  }
}

function joinHalves(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

function idColumn(
  low: Uint32Column,
  high: Uint32Column,
  count: number,
): BigUint64Array {
  return BigUint64Array.from({ length: count }, (_, index) =>
    joinHalves(low.values[index]!, high.values[index]!),
  );
}
