// What variables point to in the data sections goes under the variable, however long the chain, and what none points to
// under nothing.

import { expect, test } from "vitest";
import { findStaticObjects } from "../../../../src/core/object-graph/static-objects.ts";

const start = 0x50_0000;

/** A section of words, each a pointer; `words`: by offset. */
function section(bytes: number, words: Readonly<Record<number, number>>) {
  const view = new DataView(new ArrayBuffer(bytes));
  for (const [offset, value] of Object.entries(words))
    view.setUint32(Number(offset), value, true);
  return {
    start,
    bytes: new Uint8Array(view.buffer),
    mask: new Uint8Array(Math.ceil(bytes / 64)).fill(0xff),
    maskWords: bytes / 8,
  };
}

test("a chain of objects without a name has that of its variable", () => {
  const found = findStaticObjects(
    [section(0x100, { 0: start + 0x40, 0x48: start + 0x80 })],
    [{ name: "main.audit", address: start, size: 8 }],
  );
  expect(found).toMatchObject([
    { name: "main.audit", address: start + 0x40, holder: start, offset: 0 },
    { address: start + 0x80, holder: start + 0x40, offset: 8, size: 0x80 },
  ]);
  // The first ends where the second begins.
  expect(found[0]?.size).toBe(0x40);
});

test("variables keep what is theirs, and a circle ends", () => {
  const found = findStaticObjects(
    [
      section(0x100, {
        0: start + 0x10,
        0x20: start + 0x60,
        0x60: start + 0x60,
        0x70: start + 0x20,
      }),
    ],
    [
      { name: "main.a", address: start, size: 8 },
      { name: "main.b", address: start + 0x10, size: 16 },
      { name: "main.c", address: start + 0x20, size: 8 },
      { name: "main.d", address: start + 0x90, size: 8 },
    ],
  );
  expect(found).toMatchObject([
    { name: "main.c", address: start + 0x60, size: 0x30 },
  ]);
});

test("what no variable leads to has no name", () => {
  expect(
    findStaticObjects([section(0x100, { 0x80: start + 0x40 })], []),
  ).toEqual([]);
});
