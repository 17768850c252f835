// Channels: the values that wait in them, and how many goroutines wait at either end.

import { readWord, viewOf } from "../go-runtime/runtime-layout.ts";
import type { Window } from "./bounded-reader.ts";
import { readChannel } from "./channel-queue.ts";
import {
  decodeEach,
  inside,
  noteOf,
  parentKey,
  type Body,
  type Context,
  type Decoding,
} from "./decoding.ts";
import type { ChannelType } from "./go-type.ts";
import { formatAddress } from "./scalar-text.ts";

export async function decodeChannel(
  decoding: Decoding,
  type: ChannelType,
  { bytes }: Window,
  context: Context,
): Promise<Body> {
  const address = readWord(viewOf(bytes), 0);
  if (address === 0) return { text: "nil", length: 0 };
  const key = parentKey(address, type);
  if (context.parents.includes(key))
    return { text: formatAddress(address), note: "cycle" };
  const { reader, source, limits } = decoding;
  const channel = await readChannel(
    { reader, layout: source.layout, width: limits.width },
    type,
    address,
  );
  if (channel === null)
    return { text: formatAddress(address), note: "unreadable" };
  const { count, capacity, isClosed, isTorn, values, waiters } = channel;
  const text = [
    `len ${count}, cap ${capacity}`,
    ...(isClosed ? ["closed"] : []),
    ...(["receiving", "sending"] as const).flatMap((what) => {
      const some = waiters[what];
      return some === 0 ? [] : [`${some} ${what}`];
    }),
  ].join(", ");
  const isShown = context.depth > 0 && !isTorn;
  const children = isShown
    ? await decodeEach(decoding, values, inside(context, key))
    : [];
  return {
    text,
    length: count,
    note: noteOf({
      isTorn,
      isDeeper: !isShown && values.length > 0,
      isSpent: isShown && children.length < values.length,
    }),
    children,
    hidden: Math.max(0, count - children.length),
  };
}
