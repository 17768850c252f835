// The records that gdb's Python writes, one for each sampled allocation: registers, and a copy of the stack that is
// walked here. Source of truth: resources/gdb/trivet_gdb/trace.py (_HEADER).

import { TrivetError } from "../errors.ts";
import { readWord, viewOf } from "../go-runtime/runtime-layout.ts";

export interface RawHit {
  readonly number: number;
  readonly atMillis: number;
  readonly object: number;
  readonly bytes: number;
  readonly pc: number;
  readonly sp: number;
  readonly goroutine: number;
  /** From the stack pointer up. */
  readonly stack: Uint8Array;
}

const format = 1;
/** length u32, format u32, number, time f64, object, bytes, pc, sp, frame pointer, g, goroutine */
const headerBytes = 8 + 9 * 8;
const maxRecordBytes = 1 << 20;

/** Takes records out of bytes that come in pieces of any length. */
export class HitReader {
  #rest: Uint8Array = new Uint8Array(0);

  /** The records that are complete now. Code: internal for bytes that are none. */
  push(piece: Uint8Array): readonly RawHit[] {
    const bytes = this.#rest.length === 0 ? piece : join(this.#rest, piece);
    const hits: RawHit[] = [];
    let at = 0;
    while (bytes.length - at >= headerBytes) {
      const view = viewOf(bytes.subarray(at));
      const length = view.getUint32(0, true);
      if (
        length < headerBytes ||
        length > maxRecordBytes ||
        view.getUint32(4, true) !== format
      )
        throw new TrivetError("internal", "a record of the trace is damaged");
      if (bytes.length - at < length) break;
      hits.push(decode(view, bytes.slice(at + headerBytes, at + length)));
      at += length;
    }
    this.#rest = bytes.slice(at);
    return hits;
  }
}

function decode(view: DataView, stack: Uint8Array): RawHit {
  return {
    number: readWord(view, 8),
    atMillis: view.getFloat64(16, true) * 1000,
    object: readWord(view, 24),
    bytes: readWord(view, 32),
    pc: readWord(view, 40),
    sp: readWord(view, 48),
    goroutine: readWord(view, 72),
    stack,
  };
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
