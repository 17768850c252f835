// Samples: the bulk of a profile, so this is the loop that its decoding time is made of.

import type { IdTable } from "./id-table.ts";
import { Int64ColumnBuilder } from "./int64-column.ts";
import type { LabelColumns, SampleColumns } from "./profile.ts";
import type { StringTableReader } from "./string-table.ts";
import { Uint32Column } from "./uint32-column.ts";
import { malformedProfile, wireBytes, type WireReader } from "./wire-reader.ts";

export class SampleReader {
  readonly #locationIds: IdTable;
  readonly #strings: StringTableReader;
  readonly #stackStart = new Uint32Column();
  readonly #stack: Uint32Column;
  readonly #values = new Int64ColumnBuilder(4096);
  readonly #labelStart = new Uint32Column();
  readonly #labelKey = new Uint32Column();
  readonly #labelText = new Uint32Column();
  readonly #labelNumber = new Int64ColumnBuilder();
  readonly #labelUnit = new Uint32Column();
  #valuesPerSample = -1;
  #firstOffset = 0;

  /** `byteLength`: of the whole profile. */
  constructor(
    byteLength: number,
    locationIds: IdTable,
    strings: StringTableReader,
  ) {
    // Most ids take two bytes. Room for all at once: memory not written to costs nothing, and growing copies.
    this.#stack = new Uint32Column(Math.max(1024, byteLength >>> 1));
    this.#locationIds = locationIds;
    this.#strings = strings;
    this.#stackStart.push(0);
    this.#labelStart.push(0);
  }

  get count(): number {
    return this.#stackStart.length - 1;
  }

  /** Reads the message at the reader, whose length comes next. */
  read(reader: WireReader): void {
    const offset = reader.position;
    const valuesBefore = this.#values.length;
    const outer = reader.enter();
    while (!reader.atEnd) {
      reader.readTag();
      switch (reader.field) {
        case 1:
          this.#readLocations(reader);
          break;
        case 2:
          this.#readValues(reader);
          break;
        case 3:
          reader.expect(wireBytes, "a label");
          this.#readLabel(reader);
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outer);
    this.#stackStart.push(this.#stack.length);
    this.#labelStart.push(this.#labelKey.length);
    const count = this.#values.length - valuesBefore;
    if (this.#valuesPerSample === -1) {
      this.#valuesPerSample = count;
      this.#firstOffset = offset;
    } else if (count !== this.#valuesPerSample)
      throw malformedProfile(
        offset,
        `a sample has ${count} values, the ones before it have ${this.#valuesPerSample}`,
      );
  }

  build(sampleTypes: number): {
    readonly samples: SampleColumns;
    readonly labels: LabelColumns;
  } {
    if (this.count > 0 && this.#valuesPerSample !== sampleTypes)
      throw malformedProfile(
        this.#firstOffset,
        `samples have ${this.#valuesPerSample} values, and there are ${sampleTypes} sample types`,
      );
    return {
      samples: {
        count: this.count,
        stackStart: this.#stackStart.build(),
        stack: this.#stack.build(),
        values: this.#values.build(),
        labelStart: this.#labelStart.build(),
      },
      labels: {
        key: this.#labelKey.build(),
        text: this.#labelText.build(),
        number: this.#labelNumber.build(),
        unit: this.#labelUnit.build(),
      },
    };
  }

  #readLocations(reader: WireReader): void {
    const ids = this.#locationIds;
    const stack = this.#stack;
    if (reader.wireType !== wireBytes) {
      const offset = reader.position;
      reader.readUint64("a location id");
      stack.push(ids.indexOf(reader.low, reader.high, offset));
      return;
    }
    const outer = reader.enter();
    // Two of three bytes of a profile pass here, nearly all as ids of up to three bytes that have been seen before.
    const { bytes, limit } = reader;
    stack.reserve(stack.length + limit - reader.position);
    const places = stack.values;
    let length = stack.length;
    let { direct } = ids;
    let position = reader.position;
    while (position < limit) {
      // Behind the end of the bytes is undefined, which counts as 0: the check of the limit comes once for all.
      let next = position + 1;
      let id = bytes[position]!;
      if (id >= 0x80) {
        const second = bytes[next++]!;
        id = (id & 0x7f) | ((second & 0x7f) << 7);
        if (second >= 0x80) {
          const third = bytes[next++]!;
          id = third < 0x80 ? id | (third << 14) : 0;
        }
      }
      const known = next <= limit && id < direct.length ? direct[id]! : 0;
      if (known !== 0) {
        places[length++] = known - 1;
        position = next;
        continue;
      }
      reader.position = position;
      reader.readVarint();
      places[length++] = ids.indexOf(reader.low, reader.high, position);
      position = reader.position;
      direct = ids.direct;
    }
    stack.length = length;
    reader.position = position;
    reader.leave(outer);
  }

  #readValues(reader: WireReader): void {
    if (reader.wireType !== wireBytes) {
      reader.readInt64("a sample's value");
      this.#values.pushHalves(reader.low, reader.high);
      return;
    }
    const outer = reader.enter();
    while (reader.position < reader.limit) {
      reader.readVarint();
      this.#values.pushHalves(reader.low, reader.high);
    }
    reader.leave(outer);
  }

  #readLabel(reader: WireReader): void {
    const outer = reader.enter();
    let key = 0;
    let text = 0;
    let low = 0;
    let high = 0;
    let unit = 0;
    while (!reader.atEnd) {
      reader.readTag();
      switch (reader.field) {
        case 1:
          key = this.#strings.readReference(reader, "a label's key");
          break;
        case 2:
          text = this.#strings.readReference(reader, "a label's text");
          break;
        case 3:
          reader.readInt64("a label's number");
          ({ low, high } = reader);
          break;
        case 4:
          unit = this.#strings.readReference(reader, "a label's unit");
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outer);
    // pprof drops a label that is neither a text nor a number with a unit.
    if (text === 0 && low === 0 && high === 0 && unit === 0) return;
    this.#labelKey.push(key);
    this.#labelText.push(text);
    this.#labelNumber.pushHalves(text === 0 ? low : 0, text === 0 ? high : 0);
    this.#labelUnit.push(text === 0 ? unit : 0);
  }
}
