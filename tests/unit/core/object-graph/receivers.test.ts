// An object in a method's frame is taken for the receiver only where its pointers lie exactly as the type has them.

import { expect, test } from "vitest";
import type {
  GoType,
  StructType,
  TypeSource,
} from "../../../../src/core/go-types/go-type.ts";
import { buildObjectGraph } from "../../../../src/core/object-graph/object-graph.ts";
import { Receivers } from "../../../../src/core/object-graph/receivers.ts";
import { TypeTable } from "../../../../src/core/object-graph/type-table.ts";
import {
  arenaBytes,
  heapStart,
  makeHeap,
  type HandMadeSpan,
} from "./hand-made-heap.ts";

const number: GoType = { kind: "int", name: "int", size: 8 };
const pointer: GoType = {
  kind: "pointer",
  name: "*int",
  size: 8,
  target: number,
  isArray: false,
};
const error: GoType = {
  kind: "interface",
  name: "error",
  size: 16,
  isEmpty: false,
};

function structOf(name: string, types: readonly GoType[]): StructType {
  let size = 0;
  const fields = types.map((type, index) => {
    const offset = size;
    size += type.size;
    return { name: `f${index}`, offset, type, isEmbedded: false };
  });
  return { kind: "struct", name, size, fields };
}

// Pointers: words 0 and 2, the value of the interface in 4; 3 says its type.
const server = structOf("net/http.Server", [pointer, number, pointer, error]);
const pair = structOf("main.pair", [pointer, pointer, number, number, number]);
const source: TypeSource = {
  byName: (name) => [server, pair].find((type) => type.name === name) ?? null,
  byDescriptor: () => null,
  variable: () => null,
  variables: () => [],
};

const span: HandMadeSpan = { page: 0, slotBytes: 48, spanClass: 8, slots: 6 };

/** Each object has its pointers in these words. */
function receiversOf(objects: readonly (readonly number[])[]): Receivers {
  const bytes = new Uint8Array(arenaBytes / 64);
  const start = heapStart - (heapStart % arenaBytes);
  objects.forEach((words, slot) => {
    for (const word of words) {
      const at = (heapStart - start) / 8 + slot * 6 + word;
      bytes[at >> 3]! |= 1 << (at & 7);
    }
  });
  const image = makeHeap({
    spans: [span],
    words: new Map(),
    pointers: () => ({ kind: "one-bit", arenas: [{ start, bytes }] }),
  });
  return new Receivers(buildObjectGraph(image), new TypeTable(source));
}

const addressOf = (slot: number): number => heapStart + slot * 48;
const serve = "net/http.(*Server).Serve";

test("an object with the pointers of the receiver has its type", () => {
  const receivers = receiversOf([
    [0, 2, 4],
    [0, 2, 3, 4],
  ]);
  expect(receivers.typeAt(serve, addressOf(0))).toBe(server);
  // The word of an interface that says its type may count as a pointer.
  expect(receivers.typeAt(serve, addressOf(1))).toBe(server);
  expect(receivers.typeAt(`${serve}.func1`, addressOf(0))).toBe(server);
});

test("others have not: one pointer less, one more, behind the end, the middle of one", () => {
  const receivers = receiversOf([
    [0, 2],
    [0, 1, 2, 4],
    [0, 2, 4, 5],
    [0, 2, 4],
    [],
  ]);
  for (const slot of [0, 1, 2, 4])
    expect(receivers.typeAt(serve, addressOf(slot))).toBeNull();
  expect(receivers.typeAt(serve, addressOf(3) + 8)).toBeNull();
  expect(receivers.typeAt(serve, heapStart - 64)).toBeNull();
});

test("functions, values as receivers, unknown types and those with few pointers say nothing", () => {
  const receivers = receiversOf([
    [0, 2, 4],
    [0, 1],
  ]);
  for (const name of [
    "main.main",
    "net/http.Server.Serve",
    "net/http.(*Client).Do",
    "",
  ])
    expect(receivers.typeAt(name, addressOf(0))).toBeNull();
  expect(receivers.typeAt("main.(*pair).swap", addressOf(1))).toBeNull();
});
