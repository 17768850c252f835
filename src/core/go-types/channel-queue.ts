// What waits in a channel: the values in its buffer, oldest first, and the goroutines that want to receive or send.
// Source of truth: runtime/chan.go (hchan), runtime/runtime2.go (sudog).

import {
  readWord,
  viewOf,
  type RuntimeLayout,
} from "../go-runtime/runtime-layout.ts";
import type { BoundedReader } from "./bounded-reader.ts";
import type { ChannelType, GoType } from "./go-type.ts";

export interface ChannelSource {
  readonly reader: BoundedReader;
  readonly layout: RuntimeLayout;
  /** Values wanted at most. */
  readonly width: number;
}
export interface QueuedValue {
  /** `[0]` in the buffer, `goroutine 17` of a sender that waits with it. */
  readonly name: string;
  readonly type: GoType;
  readonly address: number;
}
export interface ChannelState {
  readonly count: number;
  readonly capacity: number;
  readonly isClosed: boolean;
  /** Count, capacity and place do not fit together. */
  readonly isTorn: boolean;
  /** In the buffer, then those of waiting senders. */
  readonly values: readonly QueuedValue[];
  readonly waiters: { readonly receiving: number; readonly sending: number };
}

/** More goroutines than this are not counted. */
const maxWaiters = 10_000;
const maxCapacity = 2 ** 32;

/** Null when `address` cannot be read. */
export async function readChannel(
  source: ChannelSource,
  { element }: ChannelType,
  address: number,
): Promise<ChannelState | null> {
  const { reader, layout, width } = source;
  const structure = layout.structure("channel");
  const window = await reader.read(address, structure.size);
  if (window === null) return null;
  const view = viewOf(window.bytes);
  const count = structure.number(view, 0, "count");
  const capacity = structure.number(view, 0, "capacity");
  const buffer = structure.number(view, 0, "buffer");
  const first = structure.number(view, 0, "receiveIndex");
  const isTorn =
    count > capacity ||
    capacity > maxCapacity ||
    (count > 0 && first >= capacity);
  const values: QueuedValue[] = [];
  for (let index = 0; !isTorn && index < Math.min(count, width); index++)
    values.push({
      name: `[${index}]`,
      type: element,
      address: buffer + ((first + index) % capacity) * element.size,
    });
  const receivers = await readWaiters(
    source,
    structure.number(view, 0, "receivers"),
  );
  const senders = await readWaiters(
    source,
    structure.number(view, 0, "senders"),
  );
  for (const { goroutine, value } of senders)
    if (value !== 0 && values.length < width)
      values.push({
        name: `goroutine ${goroutine}`,
        type: element,
        address: value,
      });
  return {
    count,
    capacity,
    isClosed: structure.number(view, 0, "closed") !== 0,
    isTorn,
    values,
    waiters: { receiving: receivers.length, sending: senders.length },
  };
}

interface Waiter {
  readonly goroutine: number;
  /** Where the value to send lies, on the goroutine's stack or in the heap; 0 of receivers that drop it. */
  readonly value: number;
}

async function readWaiters(
  { reader, layout }: ChannelSource,
  head: number,
): Promise<readonly Waiter[]> {
  const sudog = layout.structure("sudog");
  const g = layout.structure("g");
  const { offset, size } = g.place("id");
  const waiters: Waiter[] = [];
  const seen = new Set<number>();
  let address = head;
  while (address !== 0 && !seen.has(address) && waiters.length < maxWaiters) {
    seen.add(address);
    const window = await reader.read(address, sudog.size);
    if (window === null) break;
    const view = viewOf(window.bytes);
    const goroutine = sudog.number(view, 0, "g");
    const id = await reader.read(goroutine + offset, size);
    waiters.push({
      goroutine: id === null ? 0 : readWord(viewOf(id.bytes), 0),
      value: sudog.number(view, 0, "element"),
    });
    address = sudog.number(view, 0, "next");
  }
  return waiters;
}
