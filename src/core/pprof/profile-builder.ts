// Makes profiles that did not come as protobuf: from texts and from reports. Samples, locations and functions get their
// ids in the order they are added.

import { Int64ColumnBuilder } from "./int64-column.ts";
import type { Mapping, Profile } from "./profile.ts";
import { StringPool } from "./string-table.ts";
import { Uint32Column } from "./uint32-column.ts";
import type { ExactInteger, SampleType } from "./views.ts";

export interface NewFunction {
  readonly name: string;
  readonly systemName?: string;
  readonly file?: string;
  readonly startLine?: number;
}

export interface NewLine extends NewFunction {
  readonly line?: number;
  readonly column?: number;
}

export interface NewLabel {
  readonly key: string;
  readonly text?: string;
  readonly number?: ExactInteger;
  readonly unit?: string;
}

export type ProfileHeader = Partial<
  Pick<
    Profile,
    | "defaultSampleType"
    | "periodType"
    | "period"
    | "timeNanos"
    | "durationNanos"
    | "comments"
    | "dropFrames"
    | "keepFrames"
    | "docUrl"
    | "mappings"
  >
>;

export class ProfileBuilder {
  readonly #sampleTypes: readonly SampleType[];
  readonly #strings = new StringPool();
  readonly #stackStart = new Uint32Column();
  readonly #stack = new Uint32Column();
  readonly #values = new Int64ColumnBuilder();
  readonly #labelStart = new Uint32Column();
  readonly #labels = {
    key: new Uint32Column(),
    text: new Uint32Column(),
    number: new Int64ColumnBuilder(),
    unit: new Uint32Column(),
  };
  readonly #locations: {
    readonly address: bigint;
    readonly mapping: number;
    readonly lineStart: number;
    readonly lineCount: number;
  }[] = [];
  readonly #lines = {
    function: new Uint32Column(),
    line: [] as number[],
    column: [] as number[],
  };
  readonly #functionByKey = new Map<string, number>();
  readonly #functions = {
    name: new Uint32Column(),
    systemName: new Uint32Column(),
    file: new Uint32Column(),
    startLine: [] as number[],
  };

  constructor(sampleTypes: readonly SampleType[]) {
    this.#sampleTypes = sampleTypes;
    this.#stackStart.push(0);
    this.#labelStart.push(0);
  }

  /** `lines`: innermost inlined call first; `mapping`: an index, -1 = none. Answers the location's index. */
  addLocation(
    address: bigint,
    lines: readonly NewLine[],
    mapping = -1,
  ): number {
    this.#locations.push({
      address,
      mapping,
      lineStart: this.#lines.function.length,
      lineCount: lines.length,
    });
    for (const line of lines) {
      this.#lines.function.push(this.#function(line));
      this.#lines.line.push(line.line ?? 0);
      this.#lines.column.push(line.column ?? 0);
    }
    return this.#locations.length - 1;
  }

  /** `stack`: location indexes, leaf first; one value a sample type. */
  addSample(
    stack: readonly number[],
    values: readonly ExactInteger[],
    labels: readonly NewLabel[] = [],
  ): void {
    for (const location of stack) this.#stack.push(location);
    this.#stackStart.push(this.#stack.length);
    for (const value of values) this.#values.push(value);
    for (const label of labels) {
      this.#labels.key.push(this.#strings.intern(label.key));
      this.#labels.text.push(this.#strings.intern(label.text ?? ""));
      this.#labels.number.push(label.number ?? 0);
      this.#labels.unit.push(this.#strings.intern(label.unit ?? ""));
    }
    this.#labelStart.push(this.#labels.key.length);
  }

  build(header: ProfileHeader): Profile {
    const { mappings = [] } = header;
    const locations = this.#locations;
    const functionCount = this.#functions.name.length;
    return {
      sampleTypes: this.#sampleTypes,
      defaultSampleType: header.defaultSampleType ?? "",
      periodType: header.periodType ?? { type: "", unit: "" },
      period: header.period ?? 0,
      timeNanos: header.timeNanos ?? 0n,
      durationNanos: header.durationNanos ?? 0,
      comments: header.comments ?? [],
      dropFrames: header.dropFrames ?? "",
      keepFrames: header.keepFrames ?? "",
      docUrl: header.docUrl ?? "",
      strings: this.#strings,
      samples: {
        count: this.#stackStart.length - 1,
        stackStart: this.#stackStart.build(),
        stack: this.#stack.build(),
        values: this.#values.build(),
        labelStart: this.#labelStart.build(),
      },
      labels: {
        key: this.#labels.key.build(),
        text: this.#labels.text.build(),
        number: this.#labels.number.build(),
        unit: this.#labels.unit.build(),
      },
      locations: {
        count: locations.length,
        ...countedFromOne(locations.length),
        address: BigUint64Array.from(locations, ({ address }) => address),
        mapping: Int32Array.from(locations, ({ mapping }) => mapping),
        folded: new Uint8Array(locations.length),
        lineStart: Uint32Array.from(locations, ({ lineStart }) => lineStart),
        lineCount: Uint32Array.from(locations, ({ lineCount }) => lineCount),
      },
      lines: {
        function: this.#lines.function.build(),
        line: Float64Array.from(this.#lines.line),
        column: Float64Array.from(this.#lines.column),
      },
      functions: {
        count: functionCount,
        ...countedFromOne(functionCount),
        name: this.#functions.name.build(),
        systemName: this.#functions.systemName.build(),
        file: this.#functions.file.build(),
        startLine: Float64Array.from(this.#functions.startLine),
      },
      mappings,
    };
  }

  #function(own: NewFunction): number {
    const name = this.#strings.intern(own.name);
    const systemName = this.#strings.intern(own.systemName ?? own.name);
    const file = this.#strings.intern(own.file ?? "");
    const startLine = own.startLine ?? 0;
    const key = `${startLine} ${name} ${systemName} ${file}`;
    const known = this.#functionByKey.get(key);
    if (known !== undefined) return known;
    this.#functions.name.push(name);
    this.#functions.systemName.push(systemName);
    this.#functions.file.push(file);
    this.#functions.startLine.push(startLine);
    this.#functionByKey.set(key, this.#functionByKey.size);
    return this.#functionByKey.size - 1;
  }
}

/** Ids 1 to n in the order of the columns. */
export function countedFromOne(count: number): {
  readonly id: BigUint64Array;
  readonly order: Uint32Array;
} {
  return {
    id: BigUint64Array.from({ length: count }, (_, index) => BigInt(index + 1)),
    order: Uint32Array.from({ length: count }, (_, index) => index),
  };
}

/** The mapping that pprof gives to addresses of which nobody knows where they belong. */
export const unknownMapping: Mapping = {
  id: 1n,
  start: 0n,
  limit: 0xffff_ffff_ffff_ffffn,
  offset: 0n,
  file: "",
  buildId: "",
  hasFunctions: false,
  hasFilenames: false,
  hasLineNumbers: false,
  hasInlineFrames: false,
};
