// All live values of a type by what stands in one of their fields: how much each group takes, and how much would be freed
// with it. That is what tells one tenant from another, which no heap profile can.

import {
  readScattered,
  type TargetMemory,
} from "../go-runtime/target-memory.ts";
import type { DecodeSource } from "../go-types/decoding.ts";
import type { TypedGraph } from "./assign-types.ts";
import { CopiedMemory } from "./copied-memory.ts";
import { findHoldingGroups, unreached } from "./group-holders.ts";
import { findMembers, type GroupMembers } from "./group-members.ts";
import type { GroupPath } from "./group-path.ts";
import {
  readGroupValues,
  type GroupNote,
  type GroupValue,
} from "./group-values.ts";
import { insideColours } from "./inside-colours.ts";
import { unknownType } from "./type-table.ts";

export interface RetainedGroup {
  /** A text as it is, a number as Go prints it; "" with a note. */
  readonly value: string;
  readonly note: GroupNote | null;
  /** Values of the type. */
  readonly members: number;
  /** What they take themselves. */
  readonly bytes: number;
  /** What would be freed if all of them were gone: they, and what only they hold, together or alone. */
  readonly retainedBytes: number;
  readonly retainedObjects: number;
  /** Of the live heap, 0 to 1. */
  readonly share: number;
}

export interface RetainedGroups {
  readonly type: string;
  readonly field: string;
  /** Those that hold most first. */
  readonly groups: readonly RetainedGroup[];
  /** Of the members, those whose value is not of the copy's moment but was read afterwards. */
  readonly readLater: number;
  /** Live objects whose type is not known: more values may be in them. */
  readonly untypedObjects: number;
  readonly untypedBytes: number;
  /** More groups lie one in another than are counted: the outer ones hold at least this much. */
  readonly isAtLeast: boolean;
}

export interface GroupSources {
  /** For the values; its memory is the target's. */
  readonly decoding: DecodeSource;
  readonly checkpoint?: () => void;
}

/** Members whose values are read in one round. */
const roundMembers = 1 << 14;
/** Of a value inside another, so many bytes are looked at for whether there is one. */
const maxLooked = 1 << 12;

/** Without groups where no live value of the type is known. Codes: those of reading, cancelled. */
export async function groupRetained(
  typed: TypedGraph,
  group: GroupPath,
  { decoding, checkpoint = () => undefined }: GroupSources,
): Promise<RetainedGroups> {
  const { graph } = typed;
  const members = findMembers(typed, group.type, checkpoint);
  const copied = new CopiedMemory(graph.image, graph.finder, decoding.memory);
  const { groups, groupOf, readLater } = await formGroups(
    group,
    members,
    {
      copied: { ...decoding, memory: copied },
      target: decoding.memory,
      isHeap: (address) => graph.finder.spanAt(address) >= 0,
    },
    (address) => copied.has(address),
  );
  const untyped = countUntyped(typed);
  const ofNode = new Uint32Array(graph.nodes);
  for (let at = 0; at < members.count; at++)
    if (members.isInside[at] === 0) ofNode[members.node[at]!] = groupOf[at]!;
  const ofEdges = insideColours(graph, members, groupOf, group.type.size);
  const { setOf, sets } = findHoldingGroups(
    { ...graph.walked, nodes: graph.nodes },
    { ofNode, ofEdges },
    { checkpoint },
  );
  const tally = groups.map(() => ({
    members: 0,
    bytes: 0,
    held: 0,
    objects: 0,
  }));
  countHeld(typed, { setOf, sets }, tally);
  for (let at = 0; at < members.count; at++) {
    const index = groupOf[at]! - 1;
    const row = tally[index];
    if (row === undefined) continue;
    const node = members.node[at]!;
    const isInside = members.isInside[at] === 1;
    const bytes = isInside ? group.type.size : bytesOf(typed, node);
    row.members++;
    row.bytes += bytes;
    // Unless the whole object goes with the group.
    if (isInside && !sets.at(setOf[node]!).includes(index)) row.held += bytes;
  }
  const live = Math.max(1, graph.counts.liveBytes);
  return {
    type: group.type.name,
    field: group.field,
    groups: groups
      .map(({ text, note }, index) => {
        const { members: count, bytes, held, objects } = tally[index]!;
        return {
          value: text,
          note,
          members: count,
          bytes,
          retainedBytes: held,
          retainedObjects: objects,
          share: held / live,
        };
      })
      .sort(
        (a, b) =>
          b.retainedBytes - a.retainedBytes || (a.value < b.value ? -1 : 1),
      ),
    readLater,
    untypedObjects: untyped.objects,
    untypedBytes: untyped.bytes,
    isAtLeast: sets.isCut,
  };
}

interface Formed {
  readonly groups: readonly GroupValue[];
  /** By member: its group and 1 more; 0 of places inside others where no value is. */
  readonly groupOf: Uint32Array;
  readonly readLater: number;
}

async function formGroups(
  { type, path }: GroupPath,
  members: GroupMembers,
  sources: Parameters<typeof readGroupValues>[0],
  isCopied: (address: number) => boolean,
): Promise<Formed> {
  const groupOf = new Uint32Array(members.count);
  const groups: GroupValue[] = [];
  const numbers = new Map<string, number>();
  let readLater = 0;
  for (let from = 0; from < members.count; from += roundMembers) {
    const to = Math.min(members.count, from + roundMembers);
    const addresses = [...members.address.subarray(from, to)];
    const { memory } = sources.copied;
    const isThere = await areThere(
      memory,
      addresses,
      members.isInside.subarray(from, to),
      Math.min(type.size, maxLooked),
      sources.copied.signal,
    );
    const values = await readGroupValues(sources, path, addresses);
    values.forEach((value, index) => {
      if (!isThere[index]) return;
      const key = `${value.note ?? ""}:${value.text}`;
      let number = numbers.get(key);
      if (number === undefined) {
        number = groups.push(value);
        numbers.set(key, number);
      }
      groupOf[from + index] = number;
      if (!isCopied(addresses[index]!)) readLater++;
    });
  }
  return { groups, groupOf, readLater };
}

/** Rows have room behind their last value, and maps free places: all zero. An object of its own is always one. */
async function areThere(
  memory: TargetMemory,
  addresses: readonly number[],
  isInside: Uint8Array,
  length: number,
  signal: AbortSignal | undefined,
): Promise<readonly boolean[]> {
  const ranges = addresses.map((address, index) => ({
    address: isInside[index] === 1 ? address : 0,
    length,
  }));
  const parts = await readScattered(memory, ranges, signal);
  return parts.map(
    (bytes, index) =>
      isInside[index] === 0 || (bytes?.some((byte) => byte !== 0) ?? false),
  );
}

interface Tally {
  members: number;
  bytes: number;
  held: number;
  objects: number;
}

/** Per set first: there are few of them, and millions of objects. */
function countHeld(
  { graph }: TypedGraph,
  { setOf, sets }: ReturnType<typeof findHoldingGroups>,
  tally: readonly Tally[],
): void {
  const bytes = new Float64Array(sets.size);
  const objects = new Float64Array(sets.size);
  const { firstSlot, slotBytes, count } = graph.image.spans;
  for (let span = 0; span < count; span++)
    for (let slot = firstSlot[span]!; slot < firstSlot[span + 1]!; slot++) {
      const node = graph.walked.nodeOf[slot]!;
      if (node === 0 || node >= graph.nodes) continue;
      const set = setOf[node]!;
      if (set === unreached) continue;
      bytes[set]! += slotBytes[span]!;
      objects[set]!++;
    }
  for (let set = 0; set < sets.size; set++)
    for (const index of sets.at(set)) {
      const row = tally[index]!;
      row.held += bytes[set]!;
      row.objects += objects[set]!;
    }
}

function bytesOf({ graph }: TypedGraph, node: number): number {
  const what = graph.describe(node);
  return what.kind === "object" ? what.bytes : 0;
}

function countUntyped({ graph, typeOf }: TypedGraph): {
  readonly objects: number;
  readonly bytes: number;
} {
  let objects = 0;
  let bytes = 0;
  for (let node = 1; node < graph.nodes; node++) {
    if (typeOf[node] !== unknownType || !graph.isObject(node)) continue;
    objects++;
    bytes +=
      graph.image.spans.slotBytes[
        graph.finder.spanOfSlot(graph.walked.holder[node]!)
      ]!;
  }
  return { objects, bytes };
}
