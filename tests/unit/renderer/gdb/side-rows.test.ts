import { describe, expect, it } from "vitest";
import {
  codeRows,
  rowAt,
} from "../../../../src/renderer/panels/gdb/code-rows.ts";
import { hexRows } from "../../../../src/renderer/panels/gdb/hex-rows.ts";

describe("a hex dump", () => {
  it("has sixteen bytes a row, with their text, and counts addresses beyond 2^53", () => {
    const bytes = [...Array(20).keys()].map((byte) => byte + 0x5a);
    const hex = bytes
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    const rows = hexRows("0xffffffffffffff00", hex);
    expect(rows.map(({ address }) => address)).toEqual([
      "0xffffffffffffff00",
      "0xffffffffffffff10",
    ]);
    expect(rows[0]!.bytes).toBe(
      "5a 5b 5c 5d 5e 5f 60 61  62 63 64 65 66 67 68 69",
    );
    expect(rows[0]!.text).toBe("Z[\\]^_`abcdefghi");
    expect(rows[1]!.bytes).toHaveLength(rows[0]!.bytes.length);
    expect(rows[1]!.bytes.trim()).toBe("6a 6b 6c 6d");
  });

  it("shows what is not printable as a dot, right-to-left marks among it", () => {
    expect(hexRows("0x0", "00e2808e7f20")[0]!.text).toBe("····· ");
  });

  it("of nothing is empty", () => {
    expect(hexRows("0x10", "")).toEqual([]);
  });
});

describe("a disassembly", () => {
  const instruction = (address: string) => ({
    address,
    offset: 0,
    text: "ret",
    mark: null,
  });
  const rows = codeRows([
    {
      file: "/src/a.go",
      line: 3,
      source: "x++",
      instructions: [instruction("0x0001")],
    },
    {
      file: "/src/a.go",
      line: 3,
      source: "x++",
      instructions: [instruction("0x0001")],
    },
    {
      file: null,
      line: 0,
      source: null,
      instructions: [instruction("0x0002")],
    },
  ]);

  it("has a row for each line of source and each instruction, all told apart", () => {
    expect(rows.map(({ kind }) => kind)).toEqual([
      "source",
      "instruction",
      "source",
      "instruction",
      "instruction",
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    expect(rows[0]).toMatchObject({ place: "a.go:3", text: "x++" });
  });

  it("finds an address whatever its zeros", () => {
    expect(rowAt(rows, "0x2")).toBe(rows[4]!.key);
    expect(rowAt(rows, "0x3")).toBeNull();
    expect(rowAt(rows, "?")).toBeNull();
    expect(rowAt(rows, null)).toBeNull();
  });
});
