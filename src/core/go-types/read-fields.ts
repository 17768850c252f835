// The same fields of many objects: one column for each path, read in a round for each pointer on the way. This is what
// turns addresses back into orders and tenants.

import { readSlice, readWord, viewOf } from "../go-runtime/runtime-layout.ts";
import {
  readScattered,
  type MemoryRange,
} from "../go-runtime/target-memory.ts";
import { decodeValue } from "./decode-value.ts";
import { usualLimits } from "./decoded-value.ts";
import type { DecodeSource } from "./decoding.ts";
import { wordBytes, type GoType } from "./go-type.ts";
import { isScalar } from "./kinds.ts";
import { formatScalar, formatTime, quoteText } from "./scalar-text.ts";
import type { ValuePath } from "./value-path.ts";

/** Bytes of a text that a column shows. */
const maxTextBytes = 256;

/**
 * The value behind the path, for each address in order; null where a pointer on the way is nil, the slice too short or the
 * memory not there. Codes: target-died, core-malformed, cancelled.
 */
export async function readField(
  source: DecodeSource,
  path: ValuePath,
  addresses: readonly number[],
): Promise<readonly (string | null)[]> {
  const places = await followPath(source, path, addresses);
  return formatAll(source, path.type, places);
}

/** Where the path leads from each address; 0 where it leads nowhere. */
export async function followPath(
  source: DecodeSource,
  path: ValuePath,
  addresses: readonly number[],
): Promise<readonly number[]> {
  const from = (places: readonly number[], offset: number): readonly number[] =>
    places.map((place) => (place === 0 ? 0 : place + offset));
  let places = addresses;
  for (const { offset, guard } of path.hops) {
    const targets = await readWords(source, from(places, offset));
    if (guard === null) {
      places = targets;
      continue;
    }
    const lengths = await readWords(source, from(places, guard.offset));
    places = targets.map((target, index) =>
      lengths[index]! < guard.least ? 0 : target,
    );
  }
  return from(places, path.offset);
}

/** 0 where it cannot be read. */
async function readWords(
  { memory, signal }: DecodeSource,
  addresses: readonly number[],
): Promise<readonly number[]> {
  const words = await readScattered(
    memory,
    addresses.map((address) => ({ address, length: wordBytes })),
    signal,
  );
  return words.map((bytes) =>
    bytes === null ? 0 : readWord(viewOf(bytes), 0),
  );
}

async function formatAll(
  source: DecodeSource,
  type: GoType,
  addresses: readonly number[],
): Promise<readonly (string | null)[]> {
  const { memory, signal } = source;
  if (type.kind !== "string" && !isScalar(type.kind) && !isTime(type))
    return decodeEach(source, type, addresses);
  const parts = await readScattered(
    memory,
    addresses.map((address) => ({ address, length: type.size })),
    signal,
  );
  if (type.kind !== "string")
    return parts.map((bytes) =>
      bytes === null || addresses.length === 0 ? null : formatOne(type, bytes),
    );
  const ranges: MemoryRange[] = [];
  const lengths = parts.map((bytes, index) => {
    const text = bytes === null ? null : readSlice(viewOf(bytes), 0);
    ranges.push({
      address: text === null ? 0 : text.address,
      length: Math.min(text?.length ?? 0, maxTextBytes),
    });
    return addresses[index] === 0 || text === null ? null : text.length;
  });
  const texts = await readScattered(memory, ranges, signal);
  return lengths.map((length, index) => {
    if (length === null) return null;
    if (length === 0) return '""';
    const bytes = texts[index] ?? null;
    return bytes === null ? null : quoteText(bytes, length > maxTextBytes);
  });
}

const isTime = (type: GoType): boolean => type.name === "time.Time";

function formatOne(type: GoType, bytes: Uint8Array): string | null {
  if (type.kind === "struct") return formatTime(type, bytes);
  return isScalar(type.kind)
    ? formatScalar({ name: type.name, size: type.size, kind: type.kind }, bytes)
    : null;
}

/** Whatever else, in one line. */
async function decodeEach(
  source: DecodeSource,
  type: GoType,
  addresses: readonly number[],
): Promise<readonly (string | null)[]> {
  const limits = { ...usualLimits, depth: 1, width: 4, nodes: 32 };
  const texts: (string | null)[] = [];
  for (const address of addresses) {
    if (address === 0) {
      texts.push(null);
      continue;
    }
    const value = await decodeValue(source, { type, address }, limits);
    texts.push(value.note === "unreadable" ? null : value.text);
  }
  return texts;
}
