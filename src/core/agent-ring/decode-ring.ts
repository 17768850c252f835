// The agent's ring: what a program wrote of itself until something ended it, possibly in the middle of a word. Every entry
// has a number and a checksum, so that nothing half written is believed. Source of truth: resources/agent/ring.go.

import { crc32c } from "./crc32c.ts";
import {
  decodeRingHeader,
  headerBytes,
  leadBytes,
  millisAt,
  slotBytes,
  type RingHeader,
} from "./ring-header.ts";

export interface AgentSample {
  readonly atMillis: number;
  /** One per column of the header; NaN where there was none. */
  readonly values: Float64Array;
}
export interface AgentCollection {
  /** Its end. */
  readonly atMillis: number;
  readonly number: number;
  readonly pauseNs: number;
  /** What it found live; null where that is not known. */
  readonly markedBytes: number | null;
}
export interface AgentLabels {
  readonly atMillis: number;
  /** As runtime/pprof writes a set: `{"tenant":"acme"}`, cut after 224 bytes. */
  readonly labels: string;
  readonly goroutines: number;
}
export interface AgentRing {
  readonly header: RingHeader;
  /** All in the order of their numbers, which is that of their writing. */
  readonly samples: readonly AgentSample[];
  readonly collections: readonly AgentCollection[];
  readonly labels: readonly AgentLabels[];
  /** The program stopped the agent by itself; else something ended both. */
  readonly hasEnded: boolean;
  /** Slots that are neither empty nor whole. */
  readonly damaged: number;
  /** Entries between the oldest and the newest that are not there. */
  readonly missing: number;
}

/** More than an agent ever writes into a file; a stream that somebody kept may be longer than the ring. */
export const mostRingBytes = 64 << 20;

const kinds = { sample: 1, collection: 2, labels: 3, end: 4 } as const;
/** The year 2286: later than that is nobody's clock. */
const latestMillis = 1e13;

interface Slot {
  readonly number: number;
  readonly atMillis: number;
  readonly kind: number;
  readonly length: number;
  /** Where its payload begins in the file. */
  readonly at: number;
}

/**
 * A ring file, or what the agent's endpoint sent. What is damaged is counted and left out. Code: ring-malformed for what
 * is no ring at all.
 */
export function decodeAgentRing(bytes: Uint8Array): AgentRing {
  const header = decodeRingHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { slots, damaged } = findSlots(bytes, view, header);
  const samples: AgentSample[] = [];
  const collections: AgentCollection[] = [];
  const labels: AgentLabels[] = [];
  for (const { atMillis, kind, length, at } of slots) {
    if (kind === kinds.sample)
      samples.push({ atMillis, values: valuesAt(view, at, length) });
    else if (kind === kinds.collection) {
      const [number = 0, pauseNs = 0, live = NaN] = valuesAt(view, at, length);
      const markedBytes = Number.isNaN(live) ? null : live;
      collections.push({ atMillis, number, pauseNs, markedBytes });
    } else if (kind === kinds.labels)
      labels.push({
        atMillis,
        labels: utf8.decode(bytes.subarray(at + 8, at + 8 + length)),
        goroutines: view.getFloat64(at, true),
      });
  }
  const first = slots[0]?.number ?? 0;
  const last = slots.at(-1)?.number ?? -1;
  return {
    header,
    samples,
    collections,
    labels,
    hasEnded: slots.at(-1)?.kind === kinds.end,
    damaged,
    missing: last - first + 1 - slots.length,
  };
}

const utf8 = new TextDecoder();

function findSlots(
  bytes: Uint8Array,
  view: DataView,
  header: RingHeader,
): { readonly slots: readonly Slot[]; readonly damaged: number } {
  const byNumber = new Map<number, Slot>();
  let damaged = (bytes.length - headerBytes) % slotBytes === 0 ? 0 : 1;
  for (let at = headerBytes; at + slotBytes <= bytes.length; at += slotBytes) {
    if (isEmpty(bytes, at)) continue;
    const slot = slotAt(bytes, view, at, header);
    if (slot === null || byNumber.has(slot.number)) damaged++;
    else byNumber.set(slot.number, slot);
  }
  const slots = [...byNumber.values()].sort((a, b) => a.number - b.number);
  return { slots, damaged };
}

function isEmpty(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + slotBytes; i++) if (bytes[i] !== 0) return false;
  return true;
}

function slotAt(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  { columns }: RingHeader,
): Slot | null {
  const payload = bytes.subarray(at + leadBytes, at + slotBytes);
  const sum = crc32c(payload, crc32c(bytes.subarray(at, at + 20)));
  if (sum !== view.getUint32(at + 20, true)) return null;
  const slot: Slot = {
    number: Number(view.getBigUint64(at, true)),
    atMillis: millisAt(view, at + 8),
    kind: view.getUint16(at + 16, true),
    length: view.getUint16(at + 18, true),
    at: at + leadBytes,
  };
  // The checksum is right for what a hostile file says, too.
  const isSane =
    Number.isSafeInteger(slot.number) &&
    slot.number > 0 &&
    slot.atMillis > 0 &&
    slot.atMillis < latestMillis &&
    isWhole(slot, columns.length);
  return isSane ? slot : null;
}

function isWhole({ kind, length }: Slot, columns: number): boolean {
  if (kind === kinds.sample) return length === columns;
  if (kind === kinds.collection) return length === 3;
  if (kind === kinds.labels) return length <= slotBytes - leadBytes - 8;
  // Kinds of a later agent are passed over.
  return true;
}

function valuesAt(view: DataView, at: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) =>
    view.getFloat64(at + 8 * index, true),
  );
}
