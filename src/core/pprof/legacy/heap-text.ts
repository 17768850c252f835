// `heap profile: …`, what /debug/pprof/heap?debug=1 answers (parseHeap in profile/legacy_profile.go). Rows are as
// sampled; they are scaled up as pprof scales them, so that text and protobuf of one moment say the same.

import { malformedProfile } from "../wire-reader.ts";
import {
  ProfileBuilder,
  unknownMapping,
  type NewLabel,
} from "../profile-builder.ts";
import { neverStop, type Checkpoint, type Profile } from "../profile.ts";
import { textLines, textRows, TextStacks, type TextRow } from "./text-rows.ts";

const header =
  /^heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@ *(heap[_a-z0-9]*)\/?(\d*)/;
const amounts = /^(-?\d+): *(-?\d+) *\[ *(-?\d+): *(-?\d+) *\]$/;

/** Always four sample types, also where pprof finds only two because nothing was freed yet. Code: profile-malformed. */
export function parseHeapText(
  text: string,
  checkpoint: Checkpoint = neverStop,
): Profile {
  const lines = textLines(text);
  const first = lines.next().value ?? { text: "", offset: 0 };
  const found = header.exec(first.text);
  if (found === null)
    throw malformedProfile(0, "its first line is not that of a heap profile");
  const { rate, scaled } = samplingOf(found[5]!, Number(found[6]));
  const builder = new ProfileBuilder([
    { type: "alloc_objects", unit: "count" },
    { type: "alloc_space", unit: "bytes" },
    { type: "inuse_objects", unit: "count" },
    { type: "inuse_space", unit: "bytes" },
  ]);
  const stacks = new TextStacks(builder);
  let count = 0;
  for (const row of textRows(lines)) {
    if (count++ % 1024 === 0) checkpoint();
    const own = amounts.exec(row.head);
    if (own === null)
      throw malformedProfile(row.offset, "a row has no four amounts");
    const inuse = sampled(row, own[1]!, own[2]!);
    const alloc = sampled(row, own[3]!, own[4]!);
    const values = [alloc, inuse].flatMap((pair) =>
      scaled ? unsample(pair, rate) : [pair.count, pair.bytes],
    );
    builder.addSample(stacks.stack(row), values, sizeLabel(inuse, alloc));
  }
  return builder.build({
    periodType: { type: "space", unit: "bytes" },
    period: rate,
    mappings: [unknownMapping],
  });
}

/** Go writes twice the rate; `heap_v2` is of other writers, who write it as it is. */
function samplingOf(
  kind: string,
  written: number,
): { readonly rate: number; readonly scaled: boolean } {
  switch (kind) {
    case "heap":
      return { rate: Math.floor(written / 2), scaled: true };
    case "heap_v2":
    case "heapz_v2":
      return { rate: written, scaled: true };
    case "heapprofile":
      return { rate: 1, scaled: false };
    default:
      throw malformedProfile(0, `${kind} is no kind of heap profile`);
  }
}

interface Sampled {
  readonly count: number;
  readonly bytes: number;
}

function sampled(row: TextRow, count: string, bytes: string): Sampled {
  const pair = { count: Number(count), bytes: Number(bytes) };
  if (!Number.isSafeInteger(pair.count) || !Number.isSafeInteger(pair.bytes))
    throw malformedProfile(row.offset, "an amount is beyond 2^53");
  if (pair.count === 0 && pair.bytes !== 0)
    throw malformedProfile(row.offset, `0 objects have ${bytes} bytes`);
  return pair;
}

/** An object of size s is sampled with probability 1 - exp(-s/rate). */
function unsample({ count, bytes }: Sampled, rate: number): readonly number[] {
  if (count === 0 || bytes === 0) return [0, 0];
  if (rate <= 1) return [count, bytes];
  const scale = 1 / (1 - Math.exp(-(bytes / count) / rate));
  return [Math.trunc(count * scale), Math.trunc(bytes * scale)];
}

/** The mean size of the row's objects, of those in use where there are any, as pprof labels it. */
function sizeLabel(inuse: Sampled, alloc: Sampled): readonly NewLabel[] {
  const of = inuse.count === 0 ? alloc : inuse;
  const number = of.count === 0 ? 0 : Math.trunc(of.bytes / of.count);
  return number === 0 ? [] : [{ key: "bytes", number }];
}
