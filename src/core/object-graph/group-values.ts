// By which value each member is grouped. Numbers and the headers of texts are read from the copied heap; the bytes of
// texts are not in it and are read afterwards, and then it is looked whether they still are that text: Go never changes
// one, but its memory may serve something else by then.

import { readSlice, viewOf } from "../go-runtime/runtime-layout.ts";
import {
  isPlausible,
  readScattered,
  type TargetMemory,
} from "../go-runtime/target-memory.ts";
import type { DecodeSource } from "../go-types/decoding.ts";
import { followPath } from "../go-types/read-fields.ts";
import { isScalar } from "../go-types/kinds.ts";
import { formatScalar } from "../go-types/scalar-text.ts";
import type { ValuePath } from "../go-types/value-path.ts";

/** `none`: a pointer on the way is nil. `torn`: the value was gone when it was read, or is no value. */
export type GroupNote = "none" | "torn";

export interface GroupValue {
  /** The text itself, or the number as Go prints it; "" with a note. */
  readonly text: string;
  readonly note: GroupNote | null;
}

export interface ValueSources {
  /** With the copied heap as its memory. */
  readonly copied: DecodeSource;
  readonly target: TargetMemory;
  /** Texts elsewhere are constants of the program: they are never freed. */
  readonly isHeap: (address: number) => boolean;
}

/** Of longer texts the beginning is read; those that begin alike and are of one length are one group. */
const maxTextBytes = 4096;
/** More is no length. */
const maxLength = 2 ** 40;
const headerBytes = 16;
const torn: GroupValue = { text: "", note: "torn" };
const none: GroupValue = { text: "", note: "none" };
const decoder = new TextDecoder();

/** In the order of the addresses. Codes: target-died, core-malformed, cancelled. */
export async function readGroupValues(
  sources: ValueSources,
  path: ValuePath,
  addresses: readonly number[],
): Promise<readonly GroupValue[]> {
  const { copied } = sources;
  const places = await followPath(copied, path, addresses);
  const { type } = path;
  const { kind } = type;
  const parts = await readScattered(
    copied.memory,
    places.map((address) => ({ address, length: type.size })),
    copied.signal,
  );
  if (kind === "string") return readTexts(parts, places, sources);
  return parts.map((bytes, index) => {
    if (places[index] === 0) return none;
    if (bytes === null || !isScalar(kind)) return torn;
    return {
      text: formatScalar({ name: type.name, size: type.size, kind }, bytes),
      note: null,
    };
  });
}

async function readTexts(
  headers: readonly (Uint8Array | null)[],
  places: readonly number[],
  { target, isHeap, copied: { signal } }: ValueSources,
): Promise<readonly GroupValue[]> {
  const slices = headers.map((bytes) =>
    bytes === null ? null : readSlice(viewOf(bytes), 0),
  );
  const ranges = slices.map((slice) => ({
    address: slice?.address ?? 0,
    length: Math.min(slice?.length ?? 0, maxTextBytes),
  }));
  const texts = await readScattered(target, ranges, signal);
  // After the texts: a header that is still there has kept its text from being freed until now.
  const later = await readScattered(
    target,
    places.map((address) => ({ address, length: headerBytes })),
    signal,
  );
  // One holder that still has it is enough for all.
  const sure = new Set<string>();
  slices.forEach((slice, index) => {
    if (slice === null) return;
    if (
      !isHeap(slice.address) ||
      isEqual(headers[index] ?? null, later[index] ?? null)
    )
      sure.add(keyOf(slice));
  });
  return slices.map((slice, index) => {
    if (places[index] === 0) return none;
    if (slice === null || slice.length > maxLength) return torn;
    if (slice.length === 0) return { text: "", note: null };
    const bytes = texts[index] ?? null;
    if (bytes === null || !isPlausible(ranges[index]!)) return torn;
    if (!sure.has(keyOf(slice))) return torn;
    const isCut = slice.length > maxTextBytes;
    const text = decoder.decode(bytes);
    return {
      text: isCut ? `${text}… (${slice.length} bytes)` : text,
      note: null,
    };
  });
}

const keyOf = ({
  address,
  length,
}: {
  readonly address: number;
  readonly length: number;
}): string => `${address}:${length}`;

function isEqual(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one?.length !== other?.length || one === null || other === null)
    return false;
  return one.every((byte, index) => byte === other[index]);
}
