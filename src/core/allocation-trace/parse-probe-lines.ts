// What the kernel's probe prints at a sampled allocation: registers and the words above the stack pointer, as text of
// ftrace. Source of truth: Documentation/trace/uprobetracer.rst, trace/ftrace.rst; the fetch arguments are `probeArguments`.

import type { RawHit } from "./hit-record.ts";

/** Words of one array: the kernel's limit; and as many arrays as its buffer takes. */
const arrayWords = 64;
const arrays = 4;
const wordBytes = 8;

/**
 * What the probe at the first instruction of `runtime.profilealloc(mp, x, size)` reads, where `g` is in r14 (Go's calling
 * convention since 1.17, x86-64).
 */
export function probeArguments(goroutineIdOffset: number): string {
  const stack = Array.from(
    { length: arrays },
    (_, index) =>
      `s${index}=+${index * arrayWords * wordBytes}(%sp):x64[${arrayWords}]`,
  );
  return [
    "x=%bx:x64",
    "size=%cx:u64",
    "sp=%sp:x64",
    `goid=+${goroutineIdOffset}(%r14):u64`,
    ...stack,
  ].join(" ");
}

const line =
  /^.*?\s(\d+\.\d+): \w+: \((0x[0-9a-f]+)\) x=(0x[0-9a-f]+) size=(\d+) sp=(0x[0-9a-f]+) goid=(\d+)(.*)$/;
const array = / s\d+=\{([^}]*)\}/g;

/**
 * The hits among the lines, numbered from `next` on. `offsetMillis`: from the probe's clock to the time of day. A
 * function that the runtime enters twice, because its stack had to grow, is one hit.
 */
export class ProbeReader {
  readonly #offsetMillis: number;
  #rest = "";
  #number = 0;
  #last = "";

  constructor(offsetMillis: number) {
    this.#offsetMillis = offsetMillis;
  }

  push(text: string): readonly RawHit[] {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((each) => this.#parse(each) ?? []);
  }

  #parse(text: string): RawHit | null {
    const match = line.exec(text);
    if (match === null) return null; // `CPU:1 [LOST 3 EVENTS]`
    const [, seconds = "", pc = "", x = "", size = "", sp = "", goid = ""] =
      match;
    const key = `${x} ${goid}`;
    if (key === this.#last) return null;
    this.#last = key;
    this.#number++;
    return {
      number: this.#number,
      atMillis: Number(seconds) * 1000 + this.#offsetMillis,
      object: Number(x),
      bytes: Number(size),
      pc: Number(pc),
      sp: Number(sp),
      goroutine: Number(goid),
      stack: stackOf(match[7] ?? ""),
    };
  }
}

/** Up to the first array that could not be read: the stack ends within it. */
function stackOf(text: string): Uint8Array {
  const words = [...text.matchAll(array)].flatMap(([, list = ""]) =>
    list.split(","),
  );
  const bytes = new Uint8Array(words.length * wordBytes);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) =>
    view.setBigUint64(index * wordBytes, BigInt(word), true),
  );
  return bytes;
}
