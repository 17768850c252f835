// Reads what debug.WriteHeapDump writes: every object with its pointers as the Go runtime itself sees them, and what holds
// them. A second opinion on the object graph that shares nothing with it.
// Source of truth: runtime/heapdump.go; the format has been the same since Go 1.7.

import { closeSync, openSync, readSync } from "node:fs";

/** Growing columns of numbers. */
class Column {
  #values = new Float64Array(1 << 16);
  #count = 0;

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(2 * this.#count);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
  }

  get length(): number {
    return this.#count;
  }

  take(): Float64Array {
    return this.#values.subarray(0, this.#count);
  }
}

export interface HeapDump {
  /** In the order of the dump. */
  readonly addresses: Float64Array;
  readonly sizes: Float64Array;
  /** Pointers of object i: `fields[i]` to `fields[i + 1]`. */
  readonly fields: Float64Array;
  readonly fieldOffsets: Float64Array;
  readonly fieldValues: Float64Array;
  /** Words of variables: where they are, what they hold. */
  readonly globalPlaces: Float64Array;
  readonly globalValues: Float64Array;
  /** What words of stack frames, queued finalizers and other roots hold. */
  readonly otherRoots: Float64Array;
  /** Objects with a finalizer: what they point to is held, they are not. */
  readonly finalized: Float64Array;
}

const tags = {
  end: 0,
  object: 1,
  otherRoot: 2,
  type: 3,
  goroutine: 4,
  frame: 5,
  params: 6,
  finalizer: 7,
  itab: 8,
  thread: 9,
  memStats: 10,
  queuedFinalizer: 11,
  data: 12,
  bss: 13,
  defer: 14,
  panic: 15,
  memProfile: 16,
  allocSample: 17,
} as const;

/** MemStats: 24 counters, 256 pauses, the number of collections. */
const memStatsNumbers = 24 + 256 + 1;

export function readHeapDump(path: string): HeapDump {
  const descriptor = openSync(path, "r");
  try {
    return new DumpReader(descriptor).read();
  } finally {
    closeSync(descriptor);
  }
}

class DumpReader {
  readonly #descriptor: number;
  #bytes = Buffer.alloc(16 << 20);
  #at = 0;
  #end = 0;
  readonly #addresses = new Column();
  readonly #sizes = new Column();
  readonly #fields = new Column();
  readonly #fieldOffsets = new Column();
  readonly #fieldValues = new Column();
  readonly #globalPlaces = new Column();
  readonly #globalValues = new Column();
  readonly #otherRoots = new Column();
  readonly #finalized = new Column();

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  read(): HeapDump {
    this.#need(16);
    const title = this.#bytes.toString("latin1", this.#at, this.#at + 16);
    if (title !== "go1.7 heap dump\n") throw new Error(`not a dump: ${title}`);
    this.#at += 16;
    while (this.#record(this.#number()));
    this.#fields.push(this.#fieldOffsets.length);
    return {
      addresses: this.#addresses.take(),
      sizes: this.#sizes.take(),
      fields: this.#fields.take(),
      fieldOffsets: this.#fieldOffsets.take(),
      fieldValues: this.#fieldValues.take(),
      globalPlaces: this.#globalPlaces.take(),
      globalValues: this.#globalValues.take(),
      otherRoots: this.#otherRoots.take(),
      finalized: this.#finalized.take(),
    };
  }

  /** False at the end. */
  #record(tag: number): boolean {
    switch (tag) {
      case tags.end:
        return false;
      case tags.object:
        this.#object();
        break;
      case tags.otherRoot:
        this.#skipRange();
        this.#otherRoots.push(this.#number());
        break;
      case tags.type:
        this.#skip(2);
        this.#skipRange();
        this.#skip(1);
        break;
      case tags.goroutine:
        this.#skip(8);
        this.#skipRange();
        // The closure that it runs, thread, defer and panic records; the last two hold what the frames name as well.
        this.#otherRoots.push(this.#number());
        this.#skip(1);
        this.#otherRoots.push(this.#number());
        this.#otherRoots.push(this.#number());
        break;
      case tags.frame:
        this.#frame();
        break;
      case tags.params:
        this.#skip(4);
        this.#skipRange();
        this.#skipRange();
        this.#skip(1);
        break;
      case tags.finalizer:
        this.#finalized.push(this.#number());
        this.#otherRoots.push(this.#number());
        this.#skip(3);
        break;
      case tags.itab:
        this.#skip(2);
        break;
      case tags.thread:
        this.#skip(3);
        break;
      case tags.memStats:
        this.#skip(memStatsNumbers);
        break;
      case tags.queuedFinalizer:
        this.#otherRoots.push(this.#number());
        this.#otherRoots.push(this.#number());
        this.#skip(3);
        break;
      case tags.data:
      case tags.bss:
        this.#section();
        break;
      case tags.defer:
        this.#skip(7);
        break;
      case tags.panic:
        this.#skip(6);
        break;
      case tags.memProfile:
        this.#memProfile();
        break;
      case tags.allocSample:
        this.#skip(2);
        break;
      default:
        throw new Error(`unknown record ${tag}`);
    }
    return true;
  }

  #object(): void {
    this.#addresses.push(this.#number());
    const size = this.#number();
    this.#sizes.push(size);
    this.#fields.push(this.#fieldOffsets.length);
    this.#pointers(size, (offset, value) => {
      this.#fieldOffsets.push(offset);
      this.#fieldValues.push(value);
    });
  }

  #section(): void {
    const start = this.#number();
    this.#pointers(this.#number(), (offset, value) => {
      this.#globalPlaces.push(start + offset);
      this.#globalValues.push(value);
    });
  }

  #frame(): void {
    this.#skip(3);
    const size = this.#number();
    // Contents come first, and the fields behind the frame's name.
    const contents = Buffer.from(this.#take(size));
    this.#skip(3);
    this.#skipRange();
    for (let kind = this.#number(); kind !== 0; kind = this.#number()) {
      const offset = this.#number();
      if (offset + 8 <= size) this.#otherRoots.push(wordOf(contents, offset));
    }
  }

  #memProfile(): void {
    this.#skip(2);
    const frames = this.#number();
    for (let frame = 0; frame < frames; frame++) {
      this.#skipRange();
      this.#skipRange();
      this.#skip(1);
    }
    this.#skip(2);
  }

  /** Contents of so many bytes, and the list of which words of it are pointers. */
  #pointers(size: number, each: (offset: number, value: number) => void): void {
    // Contents and list in the buffer at once: a kind and an offset take less than 8 bytes, for each word of 8.
    this.#need(2 * size + 64);
    const start = this.#at;
    this.#at += size;
    while (this.#listed() !== 0) {
      const offset = this.#listed();
      each(offset, wordOf(this.#bytes, start + offset));
    }
  }

  #take(size: number): Buffer {
    this.#need(size);
    const bytes = this.#bytes.subarray(this.#at, this.#at + size);
    this.#at += size;
    return bytes;
  }

  #skip(numbers: number): void {
    for (let index = 0; index < numbers; index++) this.#number();
  }

  #skipRange(): void {
    this.#take(this.#number());
  }

  #number(): number {
    this.#need(10);
    return this.#listed();
  }

  /** A number that is in the buffer. Those above 2^53 are no addresses, and nobody asks for them here. */
  #listed(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  /** At least so many bytes in the buffer, or all that are left. */
  #need(size: number): void {
    if (this.#end - this.#at >= size) return;
    const kept = this.#bytes.subarray(this.#at, this.#end);
    if (size > this.#bytes.length) {
      const larger = Buffer.alloc(2 * size);
      kept.copy(larger);
      this.#bytes = larger;
    } else kept.copy(this.#bytes);
    this.#end -= this.#at;
    this.#at = 0;
    while (this.#end < this.#bytes.length) {
      const count = readSync(
        this.#descriptor,
        this.#bytes,
        this.#end,
        this.#bytes.length - this.#end,
        null,
      );
      if (count === 0) break;
      this.#end += count;
    }
  }
}

const wordOf = (bytes: Buffer, at: number): number =>
  bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
