// Rings made by hand, whole or broken, as resources/agent/ring.go lays them out.

import { crc32c } from "../../src/core/agent-ring/crc32c.ts";

export interface HandMadeSlot {
  readonly number: number;
  readonly kind: number;
  readonly atMillis?: number;
  readonly values?: readonly number[];
  /** Labels: the text after the first value. */
  readonly text?: string;
  readonly length?: number;
}

export interface HandMadeHeader {
  readonly magic?: string;
  readonly headerBytes?: number;
  readonly slotBytes?: number;
  readonly slots?: number;
  readonly about?: string;
  readonly textBytes?: number;
  readonly isDamaged?: boolean;
}

export const columns = ["/memory/classes/heap/objects:bytes", "a", "b"];
const goodAbout = JSON.stringify({
  program: "api",
  go: "go1.26",
  startTicks: 77,
  columns,
});

export function headerOf(header: HandMadeHeader = {}): Uint8Array {
  const bytes = new Uint8Array(4096);
  const view = new DataView(bytes.buffer);
  const about = new TextEncoder().encode(header.about ?? goodAbout);
  bytes.set(new TextEncoder().encode(header.magic ?? "TRVTRNG1"));
  view.setUint32(8, header.headerBytes ?? 4096, true);
  view.setUint32(12, header.slotBytes ?? 256, true);
  view.setUint32(16, header.slots ?? 4, true);
  view.setUint32(20, 50, true);
  view.setBigInt64(24, 1_700_000_000_000_000_000n, true);
  view.setUint32(32, 4711, true);
  view.setUint32(36, header.textBytes ?? about.length, true);
  bytes.set(about.subarray(0, 4096 - 44), 44);
  const sum = crc32c(about, crc32c(bytes.subarray(0, 40)));
  view.setUint32(40, header.isDamaged === true ? sum ^ 1 : sum, true);
  return bytes;
}

export function slotOf(slot: HandMadeSlot): Uint8Array {
  const { number, kind, atMillis = 1_700_000_000_000, values = [] } = slot;
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  const text = new TextEncoder().encode(slot.text ?? "");
  view.setBigUint64(0, BigInt(number), true);
  view.setBigInt64(8, BigInt(Math.round(atMillis * 1e3)) * 1000n, true);
  view.setUint16(16, kind, true);
  const length = slot.text === undefined ? values.length : text.length;
  view.setUint16(18, slot.length ?? length, true);
  values.forEach((value, index) =>
    view.setFloat64(24 + 8 * index, value, true),
  );
  bytes.set(text, 32);
  view.setUint32(20, sumOf(bytes), true);
  return bytes;
}

export function ringOf(
  slots: readonly (Uint8Array | HandMadeSlot)[],
  header: HandMadeHeader = {},
): Uint8Array {
  const parts = slots.map((slot) =>
    slot instanceof Uint8Array ? slot : slotOf(slot),
  );
  const bytes = new Uint8Array(4096 + parts.length * 256);
  bytes.set(headerOf(header));
  parts.forEach((part, index) => bytes.set(part, 4096 + index * 256));
  return bytes;
}

const sumOf = (slot: Uint8Array): number =>
  crc32c(slot.subarray(24), crc32c(slot.subarray(0, 20)));
