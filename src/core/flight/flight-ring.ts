// The ring file: a header, then slots of equal size that are overwritten in turn. Every slot carries its number, so that
// whoever opens the file, also after the recorder's own death, knows their order and sees a slot that was half written.
// Little-endian doubles: number, unix milliseconds, milliseconds that reading took, one value per series, number again.

import { TrivetError } from "../errors.ts";
import { flightSeries, type FlightSeries } from "./flight-plan.ts";

/** JSON, padded with spaces: `{"format":"trivet.flight/1","series":[…],"pid":…}`. */
export const headerBytes = 1024;
const format = "trivet.flight/1";
const leadWords = 3;

export const slotWords = leadWords + flightSeries.length + 1;
export const slotBytes = slotWords * 8;

export interface FlightSample {
  /** 1 for the first one. */
  readonly number: number;
  readonly atMillis: number;
  readonly tookMs: number;
  /** What could not be read is absent. */
  readonly values: Readonly<Partial<Record<FlightSeries, number>>>;
}

export function encodeHeader(about: {
  readonly pid: number;
  readonly periodMs: number;
  readonly slots: number;
}): Uint8Array {
  const text = JSON.stringify({ format, series: flightSeries, ...about });
  return new TextEncoder().encode(text.padEnd(headerBytes, " "));
}

/** Into `slot`, which has `slotBytes`. */
export function encodeSample(slot: DataView, sample: FlightSample): void {
  slot.setFloat64(0, sample.number, true);
  slot.setFloat64(8, sample.atMillis, true);
  slot.setFloat64(16, sample.tookMs, true);
  flightSeries.forEach((name, index) => {
    const value = sample.values[name] ?? Number.NaN;
    slot.setFloat64((leadWords + index) * 8, value, true);
  });
  slot.setFloat64((slotWords - 1) * 8, sample.number, true);
}

/**
 * The samples of a ring file, oldest first. A slot that was never written, or half, is left out. Code: bad-request for a
 * file that is no ring, or one of a Trivet with other series.
 */
export function decodeRing(bytes: Uint8Array): readonly FlightSample[] {
  const header = new TextDecoder().decode(bytes.subarray(0, headerBytes));
  checkHeader(header);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples: FlightSample[] = [];
  for (let at = headerBytes; at + slotBytes <= bytes.length; at += slotBytes) {
    const number = view.getFloat64(at, true);
    const again = view.getFloat64(at + (slotWords - 1) * 8, true);
    if (!(number > 0) || number !== again) continue;
    samples.push(decodeSlot(view, at, number));
  }
  return samples.sort((a, b) => a.number - b.number);
}

function decodeSlot(view: DataView, at: number, number: number): FlightSample {
  const values: Partial<Record<FlightSeries, number>> = {};
  flightSeries.forEach((name, index) => {
    const value = view.getFloat64(at + (leadWords + index) * 8, true);
    if (!Number.isNaN(value)) values[name] = value;
  });
  return {
    number,
    atMillis: view.getFloat64(at + 8, true),
    tookMs: view.getFloat64(at + 16, true),
    values,
  };
}

function checkHeader(text: string): void {
  const refuse = (why: string): never => {
    throw new TrivetError("bad-request", `not a flight ring: ${why}`);
  };
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    return refuse("its header is not JSON");
  }
  if (typeof header !== "object" || header === null)
    return refuse("its header is no object");
  const told = header as Readonly<Record<string, unknown>>;
  if (told["format"] !== format) return refuse(`it does not say ${format}`);
  if (JSON.stringify(told["series"]) !== JSON.stringify(flightSeries))
    return refuse("it has other series");
}
