import { describe, expect, it } from "vitest";
import { readCoreProcess } from "../../../../src/core/elf/core-notes.ts";
import { startsLikeCore } from "../../../../src/core/elf/elf-layout.ts";

function elfHead(type: number, change: (bytes: Uint8Array) => void = () => {}) {
  const bytes = new Uint8Array(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  new DataView(bytes.buffer).setUint16(16, type, true);
  change(bytes);
  return bytes;
}

it.each([
  ["a core", elfHead(4), true],
  ["an executable", elfHead(2), false],
  ["a big-endian core", elfHead(0, (b) => b.set([2, 2, 1, 0], 4)), false],
  ["a core cut off in its header", elfHead(4).subarray(0, 40), false],
  ["an empty file", new Uint8Array(0), false],
  ["text", new TextEncoder().encode("x".repeat(64)), false],
])("%s is told by its first bytes", (_what, head, expected) => {
  expect(startsLikeCore(head)).toBe(expected);
});

describe("the process that left a core", () => {
  const description = new Uint8Array(136);
  new DataView(description.buffer).setInt32(24, 4711, true);
  description.set(new TextEncoder().encode("gateway\0x"), 40);
  const note = { name: "CORE", type: 3, description };
  const told = { id: 4711, name: "gateway" };

  it("is read, and not out of a note that is too short", () => {
    expect(readCoreProcess([{ ...note, type: 1 }, note])).toEqual(told);
    expect(
      readCoreProcess([{ ...note, description: description.subarray(0, 135) }]),
    ).toBeNull();
    expect(readCoreProcess([])).toBeNull();
  });

  it("is read where delve wrote it, and not of another owner", () => {
    expect(readCoreProcess([{ ...note, name: "" }])).toEqual(told);
    expect(readCoreProcess([{ ...note, name: "LINUX" }])).toBeNull();
  });
});
