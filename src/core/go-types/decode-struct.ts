// Structures field by field; times as people read them, and of pools what is in them.

import type { Window } from "./bounded-reader.ts";
import type { DecodedValue } from "./decoded-value.ts";
import {
  decodeEach,
  type Body,
  type Context,
  type Decoding,
} from "./decoding.ts";
import type { StructType } from "./go-type.ts";
import { readPool } from "./pool-values.ts";
import { formatTime } from "./scalar-text.ts";
import { summarize } from "./summarize.ts";

export async function decodeStruct(
  decoding: Decoding,
  type: StructType,
  window: Window,
  context: Context,
): Promise<Body> {
  if (type.name === "sync.Pool") {
    const pooled = await decodePool(decoding, type, window, context);
    if (pooled !== null) return pooled;
  }
  const children: DecodedValue[] = [];
  for (const field of type.fields) {
    if (field.name === "_") continue;
    if (decoding.isSpent) break;
    children.push(
      await decoding.decode(
        { type: field.type, address: window.address + field.offset },
        { ...context, name: field.name, window },
      ),
    );
  }
  const shown = type.fields.filter(({ name }) => name !== "_").length;
  const time = formatTime(type, window.bytes);
  return {
    text: time ?? summarize(children),
    note: children.length < shown ? "limit" : null,
    children,
    hidden: shown - children.length,
  };
}

/** Null when the types do not say where its values are. */
async function decodePool(
  decoding: Decoding,
  type: StructType,
  window: Window,
  context: Context,
): Promise<Body | null> {
  const { reader, limits } = decoding;
  const pool = await readPool({ reader, width: limits.width }, type, window);
  if (pool === null) return null;
  const children = await decodeEach(
    decoding,
    pool.values.map((value) => ({ ...value, type: pool.element })),
    context,
  );
  return {
    text: `${pool.values.length}${pool.isCut ? " or more" : ""} pooled`,
    length: pool.values.length,
    children,
    note: pool.isTorn ? "torn" : null,
    hidden: pool.values.length - children.length,
  };
}
