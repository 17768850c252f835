// Maps: each entry's value, named by the text of its key.

import { readWord, viewOf } from "../go-runtime/runtime-layout.ts";
import type { Window } from "./bounded-reader.ts";
import type { DecodedValue } from "./decoded-value.ts";
import {
  inside,
  noteOf,
  parentKey,
  type Body,
  type Context,
  type Decoding,
} from "./decoding.ts";
import type { GoType, MapType } from "./go-type.ts";
import { readMap } from "./map-entries.ts";
import { formatAddress } from "./scalar-text.ts";

export async function decodeMap(
  decoding: Decoding,
  type: MapType,
  { bytes }: Window,
  context: Context,
): Promise<Body> {
  const address = readWord(viewOf(bytes), 0);
  if (address === 0) return { text: "nil", length: 0 };
  const key = parentKey(address, type);
  if (context.parents.includes(key))
    return { text: formatAddress(address), note: "cycle" };
  const { reader, source, limits } = decoding;
  const width = context.depth > 0 ? limits.width : 0;
  const map = await readMap(
    { reader, layout: source.layout, width },
    type,
    address,
  );
  if (map === null) return { text: formatAddress(address), note: "unreadable" };
  const { count, entries, isCut, isTorn } = map;
  const inner = inside(context, key);
  const children: DecodedValue[] = [];
  for (const entry of entries) {
    if (decoding.isSpent) break;
    const name = await keyText(decoding, type.key, entry.key, inner);
    children.push(
      await decoding.decode(
        { type: type.value, address: entry.value.address },
        { ...inner, name: `[${name}]`, window: entry.value },
      ),
    );
  }
  return {
    text: `len ${count}`,
    length: count,
    note: noteOf({
      isTorn,
      isDeeper: width === 0 && count > 0,
      isSpent: isCut && children.length < width,
    }),
    children,
    hidden: Math.max(0, count - children.length),
  };
}

async function keyText(
  decoding: Decoding,
  type: GoType,
  window: Window,
  context: Context,
): Promise<string> {
  const place = { type, address: window.address };
  const key = await decoding.decode(place, { ...context, name: "", window });
  return key.text;
}
