// The CPU profile that gperftools writes, and Go did before 1.9: machine words of 32 or 64 bits in either byte order, then
// the process's memory map as text (parseCPU in profile/legacy_profile.go). It has addresses and no symbols.

import { TrivetError } from "../../errors.ts";
import { ProfileBuilder } from "../profile-builder.ts";
import { neverStop, type Checkpoint, type Profile } from "../profile.ts";
import { malformedProfile, truncatedProfile } from "../wire-reader.ts";
import { parseMemoryMap, placeAddresses } from "./memory-map.ts";

interface WordForm {
  /** Bytes a word. */
  readonly size: 4 | 8;
  readonly littleEndian: boolean;
}

const forms: readonly WordForm[] = [
  { size: 4, littleEndian: true },
  { size: 4, littleEndian: false },
  { size: 8, littleEndian: true },
  { size: 8, littleEndian: false },
];

const headerWords = 5;

/** Every word becomes an object here; real ones have a stack a line of code that was busy, some hundred KB. */
const maxBytes = 32 << 20;

interface Stack {
  readonly count: bigint;
  /** Leaf first. */
  addresses: readonly bigint[];
}

/** 0, 3, 0 for a native program or 1 for Java, the period in microseconds, 0: no other format begins like this. */
export function looksLikeCpuWords(bytes: Uint8Array): boolean {
  return formOf(bytes) !== null;
}

/** Codes: profile-malformed, profile-truncated, profile-too-large. */
export function parseCpuWords(
  bytes: Uint8Array,
  checkpoint: Checkpoint = neverStop,
): Profile {
  const form = formOf(bytes);
  if (form === null)
    throw malformedProfile(0, "it does not begin like a CPU profile");
  if (bytes.length > maxBytes)
    throw new TrivetError(
      "profile-too-large",
      `a CPU profile in machine words of more than ${maxBytes} bytes`,
      { detail: { maxBytes, offset: maxBytes } },
    );
  const words = new Words(bytes, form);
  if (words.at(2) !== 0n)
    throw malformedProfile(
      2 * form.size,
      "this is a CPU profile of a Java program",
    );
  const period = words.at(3) * 1000n;
  const { stacks, end } = readStacks(words, checkpoint);
  dropSignalFrames(stacks);
  const builder = new ProfileBuilder([
    { type: "samples", unit: "count" },
    { type: "cpu", unit: "nanoseconds" },
  ]);
  const { mappings, mappingOf } = placeAddresses(
    parseMemoryMap(new TextDecoder().decode(bytes.subarray(end))),
    stacks.flatMap(({ addresses }) => addresses),
  );
  const known = new Map<bigint, number>();
  for (const { count, addresses } of stacks) {
    const locations = addresses.map((address) => {
      const location =
        known.get(address) ??
        builder.addLocation(address, [], mappingOf(address));
      known.set(address, location);
      return location;
    });
    // The leaf may be there twice: from the stack, moved to its call, and from the signal as it was.
    if (addresses.length > 1 && addresses[0] === addresses[1]! + 1n)
      locations.splice(1, 1);
    builder.addSample(locations, [
      BigInt.asIntN(64, count),
      BigInt.asIntN(64, count * period),
    ]);
  }
  return builder.build({
    periodType: { type: "cpu", unit: "nanoseconds" },
    period: Number(period),
    mappings,
  });
}

function formOf(bytes: Uint8Array): WordForm | null {
  for (const form of forms) {
    if (bytes.length < headerWords * form.size) continue;
    const words = new Words(bytes, form);
    if (
      words.at(0) === 0n &&
      words.at(1) === 3n &&
      words.at(2) <= 1n &&
      words.at(3) > 0n &&
      words.at(4) === 0n
    )
      return form;
  }
  return null;
}

class Words {
  readonly size: number;
  /** Whole words. */
  readonly count: number;
  readonly #view: DataView;
  readonly #littleEndian: boolean;

  constructor(bytes: Uint8Array, { size, littleEndian }: WordForm) {
    this.size = size;
    this.count = Math.floor(bytes.length / size);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#littleEndian = littleEndian;
  }

  /** Code: profile-truncated behind the last whole word. */
  at(index: number): bigint {
    const offset = index * this.size;
    if (index >= this.count)
      throw truncatedProfile(
        this.#view.byteLength,
        "it ends inside its samples",
      );
    return this.size === 8
      ? this.#view.getBigUint64(offset, this.#littleEndian)
      : BigInt(this.#view.getUint32(offset, this.#littleEndian));
  }
}

/** Up to the mark 0, 1, 0, or the end of the file; `end` is the byte behind it. */
function readStacks(
  words: Words,
  checkpoint: Checkpoint,
): { readonly stacks: Stack[]; readonly end: number } {
  const stacks: Stack[] = [];
  let at = headerWords;
  while (at < words.count) {
    if (stacks.length % 1024 === 0) checkpoint();
    const count = words.at(at);
    const length = words.at(at + 1);
    if (length > BigInt(words.count - at - 2))
      throw truncatedProfile(
        at * words.size,
        `a stack of ${length} addresses has ${words.count - at - 2}`,
      );
    const start = at + 2;
    at = start + Number(length);
    const raw = Array.from({ length: Number(length) }, (_, index) =>
      words.at(start + index),
    );
    if (count === 0n && raw.length === 1 && raw[0] === 0n) break;
    stacks.push({
      count,
      // All but the leaf are return addresses: one before is on the call.
      addresses: raw.map((address, index) =>
        index === 0 ? address : BigInt.asUintN(64, address - 1n),
      ),
    });
  }
  return { stacks, end: at * words.size };
}

/** What nearly all stacks have right below the leaf, up to two frames of it, the signal handler left there. */
function dropSignalFrames(stacks: readonly Stack[]): void {
  const enough = stacks.length - Math.floor(stacks.length / 32);
  for (let round = 0; round < 2; round++) {
    const counts = new Map<bigint, number>();
    for (const { addresses } of stacks) {
      const second = addresses[1];
      if (second !== undefined)
        counts.set(second, (counts.get(second) ?? 0) + 1);
    }
    const handler = [...counts].find(([, count]) => count >= enough)?.[0];
    if (handler === undefined) continue;
    for (const stack of stacks)
      if (stack.addresses[1] === handler)
        stack.addresses = [stack.addresses[0]!, ...stack.addresses.slice(2)];
  }
}
