// Large profiles as bytes, the same on every run. They are written straight into one buffer, because as objects three
// hundred thousand samples of fifty frames would take longer to make than everything that is measured with them.

/** Two shapes: `realistic` shares callers as a service's stacks do, `adversarial` shares nothing but the functions. */
export interface LargeProfile {
  readonly kind: "realistic" | "adversarial";
  readonly samples: number;
  /** Another seed gives another profile of the same program: same functions, other stacks and values. */
  readonly seed: number;
}

const functionCount = 2000;
const locationCount = 28_000;
/** Calls that one place makes. */
const fanOut = 3;
const depths = { least: 20, spread: 60 };
/** Stacks that share nothing but what chance gives them. */
const firstStacks = 200;

/** An uncompressed profile with four sample types and one numeric label, as Go's heap profile has. */
export function writeLargeProfile(options: LargeProfile): Uint8Array {
  const random = generator(options.seed);
  return writeProfile(
    options.kind === "realistic"
      ? sharedStacks(options.samples, random)
      : randomStacks(options.samples, random),
    () => 1 + (random() % 100_000),
    random,
  );
}

/** Five thousand stacks of 220 frames that share nothing and weigh about the same: a million frames, all to be drawn. */
export function writeDeepProfile(): Uint8Array {
  const random = generator(1);
  return writeProfile(
    randomStacks(5000, random, { least: 220, spread: 1 }),
    () => 1000,
    random,
    () => 64,
  );
}

function writeProfile(
  stacks: Iterable<Uint16Array>,
  objectsOf: () => number,
  random: () => number,
  sizeOf: () => number = () => 16 << (random() % 14),
): Uint8Array {
  const writer = new ProfileWriter();
  const strings = new Map<string, number>();
  const text = (value: string): number => {
    const known = strings.get(value);
    if (known !== undefined) return known;
    strings.set(value, strings.size);
    return strings.size - 1;
  };
  text("");
  for (const [type, unit] of sampleTypes)
    writer.message(1, () => {
      writer.integer(1, text(type));
      writer.integer(2, text(unit));
    });
  const bytesKey = text("bytes");
  for (const stack of stacks) {
    const size = sizeOf();
    const objects = objectsOf();
    const freed = random() % 1_000_000;
    writer.message(2, () => {
      writer.packed(1, stack);
      writer.packed(2, [
        objects + freed,
        (objects + freed) * size,
        objects,
        objects * size,
      ]);
      writer.message(3, () => {
        writer.integer(1, bytesKey);
        writer.integer(3, size);
      });
    });
  }
  writer.message(3, () => {
    writer.integer(1, 1);
    writer.integer(2, 0x40_0000);
    writer.integer(3, 0x400_0000);
    writer.integer(5, text("/usr/bin/service"));
    for (const has of [7, 8, 9, 10]) writer.integer(has, 1);
  });
  writeSymbols(writer, text);
  for (const value of strings.keys()) writer.text(6, value);
  writer.integer(9, 1_700_000_000_000_000_000n);
  writer.message(11, () => {
    writer.integer(1, strings.get("space")!);
    writer.integer(2, strings.get("bytes")!);
  });
  writer.integer(12, 524_288);
  return writer.bytes();
}

const sampleTypes = [
  ["alloc_objects", "count"],
  ["alloc_space", "bytes"],
  ["inuse_objects", "count"],
  ["inuse_space", "bytes"],
] as const;

function writeSymbols(
  writer: ProfileWriter,
  text: (value: string) => number,
): void {
  text("space");
  for (let id = 1; id <= locationCount; id++)
    writer.message(4, () => {
      writer.integer(1, id);
      writer.integer(2, 1);
      writer.integer(3, 0x40_0000 + id * 16);
      // Every fourth call was inlined into another function.
      const lines = id % 4 === 0 ? [id, id * 7] : [id];
      for (const line of lines)
        writer.message(4, () => {
          writer.integer(1, 1 + (line % functionCount));
          writer.integer(2, 1 + (line % 900));
        });
    });
  for (let id = 1; id <= functionCount; id++) {
    const place = `example.com/service/package${id % 300}`;
    const name = text(`${place}.(*Type${id % 977}).Method${id}`);
    const file = text(`/src/${place}/file${id % 1500}.go`);
    writer.message(5, () => {
      writer.integer(1, id);
      writer.integer(2, name);
      writer.integer(3, name);
      writer.integer(4, file);
      writer.integer(5, 1 + (id % 900));
    });
  }
}

/** Every stack parts from an older one somewhere below its root, and goes on along calls that the program has. */
function* sharedStacks(
  count: number,
  random: () => number,
): Generator<Uint16Array> {
  // Which stacks a new one may part from: many enough that the file's order says little, as that of Go's hash table.
  const older: Uint16Array[] = [];
  for (let made = 0; made < count; made++) {
    const parent = older[random() % Math.max(1, older.length)];
    // The first stacks are as deep as they like, the others about as deep as those that they part from.
    const shared =
      parent === undefined || made < firstStacks
        ? 0
        : Math.floor(parent.length * shareOf(random));
    const depth =
      shared === 0
        ? depths.least + (random() % depths.spread)
        : Math.min(
            depths.least + depths.spread,
            shared + 1 + (random() % (2 * (parent!.length - shared) + 1)),
          );
    const stack = new Uint16Array(depth);
    // Leaf first in the file.
    let place = 1;
    for (let at = 0; at < depth; at++) {
      if (parent !== undefined && at < shared)
        place = parent[parent.length - 1 - at]!;
      else if (at > 0) place = calledFrom(place, random() % fanOut);
      stack[depth - 1 - at] = place;
    }
    if (older.length < 50_000) older.push(stack);
    else older[random() % older.length] = stack;
    yield stack;
  }
}

/** Most stacks differ in their last few frames. */
function shareOf(random: () => number): number {
  const part = (random() % 1000) / 1000;
  return 1 - part * part * part * 0.4;
}

function calledFrom(place: number, call: number): number {
  const mixed = Math.imul(place * fanOut + call + 1, 0x9e3779b1) >>> 0;
  return 1 + (mixed % locationCount);
}

function* randomStacks(
  count: number,
  random: () => number,
  depth = depths,
): Generator<Uint16Array> {
  for (let made = 0; made < count; made++)
    yield Uint16Array.from(
      { length: depth.least + (random() % depth.spread) },
      () => 1 + (random() % locationCount),
    );
}

/** Xorshift: benches may not depend on chance. */
function generator(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

class ProfileWriter {
  #bytes = new Uint8Array(1 << 20);
  #length = 0;

  integer(field: number, value: number | bigint): void {
    this.#varint(field * 8);
    this.#varint(value);
  }

  packed(field: number, values: Iterable<number>): void {
    this.message(field, () => {
      for (const value of values) this.#varint(value);
    });
  }

  text(field: number, value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.#varint(field * 8 + 2);
    this.#varint(encoded.length);
    this.#reserve(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  message(field: number, write: () => void): void {
    this.#varint(field * 8 + 2);
    const start = this.#length;
    write();
    const length = this.#length - start;
    // The length comes first and is known last: the content moves by as many bytes as it takes.
    this.#varint(length);
    const shift = this.#length - start - length;
    const prefix = this.#bytes.slice(start + length, this.#length);
    this.#bytes.copyWithin(start + shift, start, start + length);
    this.#bytes.set(prefix, start);
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #varint(value: number | bigint): void {
    this.#reserve(10);
    let rest = value;
    if (typeof rest === "bigint") {
      for (; rest > 0x7fn; rest >>= 7n)
        this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      this.#bytes[this.#length++] = Number(rest);
      return;
    }
    for (; rest > 0x7f; rest = Math.floor(rest / 128))
      this.#bytes[this.#length++] = (rest % 128) | 0x80;
    this.#bytes[this.#length++] = rest;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(this.#bytes.length * 2 + count);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
