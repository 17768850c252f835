// Which words of the heap are pointers: three generations of Go's answer. To 1.21 the arenas have bits for each word;
// since 1.22 small objects have them at the end of their span and larger ones name their type.
// Source of truth: runtime/mbitmap.go, runtime/mheap.go (heapArena) of 1.19, 1.21, 1.22 and 1.26.

import {
  pointerSize,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "../go-runtime/runtime-layout.ts";
import { readBytes, type TargetMemory } from "../go-runtime/target-memory.ts";
import { gather } from "./gather.ts";
import type {
  ArenaBits,
  HeapImage,
  PointerSource,
  SpanTable,
  TypeMask,
} from "./heap-image.ts";

export type ArenaCopies =
  | Exclude<PointerSource, { readonly kind: "header" }>
  | { readonly kind: "header" };

/** More arenas than this is 1 TB of heap. */
const maxArenas = 1 << 14;

/** Codes: memory-unreadable, target-died, cancelled. */
export async function readArenaBits(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal?: AbortSignal,
): Promise<ArenaCopies> {
  const heapArena = layout.structure("heapArena");
  if (!heapArena.has("bitmap")) return { kind: "header" };
  const mheap = layout.structure("mheap");
  const { address } = layout.variable("heap");
  const view = viewOf(
    await readBytes(memory, { address, length: mheap.size }, "the heap"),
  );
  const list = mheap.slice(view, 0, "allArenas");
  const indexes = viewOf(
    await readBytes(
      memory,
      {
        address: list.address,
        length: Math.min(list.length, maxArenas) * pointerSize,
      },
      "the list of arenas",
    ),
  );
  // One level only on 64-bit Linux: a pointer to an array of pointers to arenas.
  const level = mheap.number(view, 0, "arenas");
  const count = indexes.byteLength / pointerSize;
  const arenaBytes = layout.constant("arenaBytes");
  const arenaBase = layout.constant("arenaBase");
  const numbers = Array.from({ length: count }, (_, index) =>
    readWord(indexes, index * pointerSize),
  );
  const pointers = await gather(
    memory,
    Float64Array.from(numbers, (number) => level + number * pointerSize),
    pointerSize,
    signal,
  );
  const { offset, size, stride } = heapArena.place("bitmap");
  const bits = await memory.read(
    numbers.map((_, index) => ({
      address: readWord(pointers.view, pointers.at[index]!) + offset,
      length: size,
    })),
    signal,
  );
  const arenas = numbers.flatMap((number, index): readonly ArenaBits[] => {
    const bytes = bits[index] ?? null;
    return bytes === null
      ? []
      : [{ start: number * arenaBytes + arenaBase, bytes }];
  });
  return { kind: stride === 1 ? "two-bit" : "one-bit", arenas };
}

type ScannedHeap = Pick<HeapImage, "allocated" | "blocks"> & {
  readonly spans: SpanTable;
};

/** The masks of all types that objects name. Codes: memory-unreadable, target-died, cancelled. */
export async function readTypeMasks(
  memory: TargetMemory,
  layout: RuntimeLayout,
  heap: ScannedHeap,
): Promise<PointerSource> {
  const largestWithoutHeader = layout.constant("largestWithoutHeader");
  const types = [...namedTypes(heap, largestWithoutHeader)];
  return {
    kind: "header",
    largestWithoutHeader,
    inlineMarkBytes: layout.structure("spanInlineMarkBits").size,
    masks: await readMasks(memory, layout, types),
  };
}

function namedTypes(
  { spans, allocated, blocks }: ScannedHeap,
  largestWithoutHeader: number,
): ReadonlySet<number> {
  const types = new Set<number>();
  let last = 0;
  for (let span = 0; span < spans.count; span++) {
    const block = blocks[spans.block[span]!];
    const slotBytes = spans.slotBytes[span]!;
    if (block === undefined || slotBytes <= largestWithoutHeader) continue;
    if (spans.spanClass[span]! >> 1 === 0) {
      types.add(spans.largeType[span]!);
      continue;
    }
    const words = slotBytes / 4;
    let at = 2 * spans.blockWord[span]!;
    const first = spans.firstSlot[span]!;
    for (let slot = 0; slot < spans.slots[span]!; slot++, at += words) {
      if (((allocated[(first + slot) >> 3]! >> ((first + slot) & 7)) & 1) === 0)
        continue;
      const type = block[at]! + block[at + 1]! * 2 ** 32;
      // Neighbours are mostly of one type.
      if (type !== last) types.add(type);
      last = type;
    }
  }
  types.delete(0);
  return types;
}

/** Masks longer than this are not a type's. */
const maxMaskBytes = 16 << 20;

async function readMasks(
  memory: TargetMemory,
  layout: RuntimeLayout,
  types: readonly number[],
): Promise<readonly TypeMask[]> {
  const structure = layout.structure("type");
  const described = await gather(
    memory,
    Float64Array.from(types),
    structure.size,
  );
  const program = layout.optionalConstant("kindGcProgram") ?? 0;
  const onDemand = layout.optionalConstant("maskOnDemand") ?? 0;
  const masks: {
    type: number;
    size: number;
    words: number;
    address: number;
  }[] = [];
  const late: number[] = [];
  types.forEach((type, index) => {
    if (described.isThere[index] === 0) return;
    const at = described.at[index]!;
    const { view } = described;
    const size = structure.number(view, at, "size");
    const pointerBytes = structure.number(view, at, "pointerBytes");
    if (size === 0 || pointerBytes === 0 || pointerBytes > size) return;
    // A program that makes the mask instead of the mask: its objects are read conservatively.
    if ((structure.number(view, at, "kind") & program) !== 0) return;
    if ((structure.number(view, at, "flags") & onDemand) !== 0)
      late.push(masks.length);
    masks.push({
      type,
      size,
      words: pointerBytes / pointerSize,
      address: structure.number(view, at, "pointerMask"),
    });
  });
  const made = await gather(
    memory,
    Float64Array.from(late, (index) => masks[index]!.address),
    pointerSize,
  );
  late.forEach((index, at) => {
    masks[index]!.address =
      made.isThere[at] === 1 ? readWord(made.view, made.at[at]!) : 0;
  });
  const wanted = masks.filter(
    ({ address, words }) => address > 4096 && words / 8 <= maxMaskBytes,
  );
  const bits = await memory.read(
    wanted.map(({ address, words }) => ({
      address,
      length: Math.ceil(words / 8),
    })),
  );
  return wanted.flatMap(({ type, size, words }, index) => {
    const bytes = bits[index] ?? null;
    return bytes === null ? [] : [{ type, size, words, bits: bytes }];
  });
}
