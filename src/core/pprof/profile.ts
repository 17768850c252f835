// A decoded profile as columns (proto/profile.proto of google/pprof). A hundred thousand samples of fifty frames are
// five million references: as objects they are hundreds of MB, as columns twenty.

import type { Int64Column } from "./int64-column.ts";
import type { StringTable } from "./string-table.ts";
import type { SampleType } from "./views.ts";

export interface SampleColumns {
  readonly count: number;
  /** `count + 1` entries: sample i's stack is `stack[stackStart[i] .. stackStart[i + 1])`. */
  readonly stackStart: Uint32Array;
  /** Location indexes, leaf first. */
  readonly stack: Uint32Array;
  /** `count * sampleTypes.length` entries, sample by sample. */
  readonly values: Int64Column;
  /** `count + 1` entries into the label columns. */
  readonly labelStart: Uint32Array;
}

export interface LabelColumns {
  /** String index. */
  readonly key: Uint32Array;
  /** String index; 0 = the label is numeric. */
  readonly text: Uint32Array;
  readonly number: Int64Column;
  /** String index; 0 = none. */
  readonly unit: Uint32Array;
}

export interface LocationColumns {
  readonly count: number;
  /** As the file has them; a merged profile counts from 1. */
  readonly id: BigUint64Array;
  /** Indexes in the order of the file, which need not be the order of first use that the columns are in. */
  readonly order: Uint32Array;
  readonly address: BigUint64Array;
  /** Mapping index; -1 = none. */
  readonly mapping: Int32Array;
  readonly folded: Uint8Array;
  /** Location i's lines are `lineStart[i] .. lineStart[i] + lineCount[i]`, the innermost inlined call first. */
  readonly lineStart: Uint32Array;
  readonly lineCount: Uint32Array;
}

export interface LineColumns {
  /** Function index. */
  readonly function: Uint32Array;
  readonly line: Float64Array;
  readonly column: Float64Array;
}

export interface FunctionColumns {
  readonly count: number;
  readonly id: BigUint64Array;
  readonly order: Uint32Array;
  /** String indexes. */
  readonly name: Uint32Array;
  readonly systemName: Uint32Array;
  readonly file: Uint32Array;
  readonly startLine: Float64Array;
}

export interface Mapping {
  readonly id: bigint;
  readonly start: bigint;
  readonly limit: bigint;
  readonly offset: bigint;
  readonly file: string;
  readonly buildId: string;
  /** What its writer says of its symbols. */
  readonly hasFunctions: boolean;
  readonly hasFilenames: boolean;
  readonly hasLineNumbers: boolean;
  readonly hasInlineFrames: boolean;
}

/** What it was read from; sampled text is scaled by us, protobuf by the runtime. */
export type ProfileForm = "proto" | "text" | "folded";

export interface Profile {
  /** Absent = protobuf. */
  readonly form?: ProfileForm;
  readonly sampleTypes: readonly SampleType[];
  /** As written; "" = the profile names none. */
  readonly defaultSampleType: string;
  readonly periodType: SampleType;
  readonly period: number;
  /** 0 = the profile does not say. */
  readonly timeNanos: bigint;
  readonly durationNanos: number;
  readonly comments: readonly string[];
  /** RE2 of the frames that are the profiler's own and not to be shown; "" = none. */
  readonly dropFrames: string;
  /** RE2 of exceptions from `dropFrames`. */
  readonly keepFrames: string;
  readonly docUrl: string;
  readonly strings: StringTable;
  readonly samples: SampleColumns;
  readonly labels: LabelColumns;
  readonly locations: LocationColumns;
  readonly lines: LineColumns;
  readonly functions: FunctionColumns;
  /** The first one is the main binary, by convention. */
  readonly mappings: readonly Mapping[];
}

/** Called now and then by long computations; throws to stop them (`cancelled`). */
export type Checkpoint = () => void;
export const neverStop: Checkpoint = () => undefined;
