// What the decoders of the kinds share: what they read from, what is left of the limits, and how one value leads to those
// inside it.

import type { RuntimeLayout } from "../go-runtime/runtime-layout.ts";
import type { TargetMemory } from "../go-runtime/target-memory.ts";
import type { BoundedReader, Window } from "./bounded-reader.ts";
import type { DecodedValue, DecodeLimits, ValueNote } from "./decoded-value.ts";
import type { GoType, TypeSource } from "./go-type.ts";

export interface DecodeSource {
  readonly memory: TargetMemory;
  readonly layout: RuntimeLayout;
  readonly types: TypeSource;
  /** The function whose code lies at an address; null when it is none. */
  readonly functionAt: (pc: number) => string | null;
  readonly signal?: AbortSignal;
}

/** One decoding under way. */
export interface Decoding {
  readonly source: DecodeSource;
  readonly limits: DecodeLimits;
  readonly reader: BoundedReader;
  /** The limit of values or bytes is reached. */
  readonly isSpent: boolean;
  /** A value of any kind. */
  decode(place: Place, context: Context): Promise<DecodedValue>;
}

export interface Place {
  readonly type: GoType;
  readonly address: number;
}

export interface Context {
  readonly name: string;
  /** Levels that may still be followed. */
  readonly depth: number;
  /** Bytes around the value that were read already. */
  readonly window: Window | null;
  /** Address and type of what leads here. */
  readonly parents: readonly string[];
}

/** What the kinds add to the head that all values have. */
export interface Body {
  readonly text: string;
  readonly length?: number;
  readonly note?: ValueNote | null;
  readonly children?: readonly DecodedValue[];
  readonly hidden?: number;
}

/** What tells a value among the parents of others. */
export function parentKey(address: number, type: GoType): string {
  return `${address} ${type.name}`;
}

/** For what lies behind the value with this key. */
export function inside(context: Context, key: string): Context {
  return {
    ...context,
    depth: context.depth - 1,
    window: null,
    parents: [...context.parents, key],
  };
}

/** Values at places of their own, as many as the limits allow. */
export async function decodeEach(
  decoding: Decoding,
  places: readonly (Place & { readonly name: string })[],
  context: Context,
): Promise<readonly DecodedValue[]> {
  const children: DecodedValue[] = [];
  for (const { name, type, address } of places) {
    if (decoding.isSpent) break;
    children.push(
      await decoding.decode(
        { type, address },
        { ...context, name, window: null },
      ),
    );
  }
  return children;
}

/** Of what holds others: the reason that says most. */
export function noteOf(state: {
  readonly isTorn: boolean;
  readonly isDeeper: boolean;
  readonly isSpent: boolean;
}): ValueNote | null {
  if (state.isDeeper) return "deeper";
  if (state.isTorn) return "torn";
  return state.isSpent ? "limit" : null;
}

export function emptyWindow(address: number): Window {
  return { address, bytes: new Uint8Array(0) };
}
