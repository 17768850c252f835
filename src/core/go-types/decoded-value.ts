// A value of the target as a tree that a programmer reads: fields, elements, entries, and what pointers point to, with
// the bytes they were read from.

import type { GoType } from "./go-type.ts";

/** Why a value says less than its type promises. */
export type ValueNote =
  /** A pointer leads to memory that is not there. */
  | "unreadable"
  /** What was read does not fit together: the program changed it meanwhile, or it is no such value. */
  | "torn"
  /** The value is among its own parents. */
  | "cycle"
  /** Deeper than asked for. */
  | "deeper"
  /** The limit of values or bytes was reached. */
  | "limit";

export interface DecodedValue {
  /** In its parent: `ID`, `[3]`, `["a"]`, `*`; "" at the root. */
  readonly name: string;
  readonly type: string;
  readonly kind: GoType["kind"];
  readonly address: number;
  /** Bytes of the value itself. */
  readonly size: number;
  /** The value's first bytes as hexadecimal digits; "" where they could not be read. */
  readonly bytes: string;
  /** `42`, `"text"`, `nil`, `len 3, cap 4`, `0xc000012000`. */
  readonly text: string;
  /** Of strings, slices, maps and channels: how many there are; else null. */
  readonly length: number | null;
  readonly note: ValueNote | null;
  readonly children: readonly DecodedValue[];
  /** Children that were left out. */
  readonly hidden: number;
}

export interface DecodeLimits {
  /** Pointers, slices, maps and interfaces that are followed one after the other. */
  readonly depth: number;
  /** Elements or entries shown of one value. */
  readonly width: number;
  /** Values in the whole tree. */
  readonly nodes: number;
  /** Bytes read for it. */
  readonly bytes: number;
  /** Bytes of a text that are shown. */
  readonly text: number;
}

export const usualLimits: DecodeLimits = {
  depth: 3,
  width: 64,
  nodes: 5000,
  bytes: 16 << 20,
  text: 1024,
};

/** Raw bytes that are kept of each value. */
export const shownBytes = 32;
