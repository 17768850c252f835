import { describe, expect, it } from "vitest";
import type { StructType } from "../../../../src/core/go-types/go-type.ts";
import {
  formatDuration,
  formatScalar,
  formatTime,
  quoteText,
} from "../../../../src/core/go-types/scalar-text.ts";
import { parsePath } from "../../../../src/core/go-types/value-path.ts";

const words = (...values: readonly bigint[]): Uint8Array =>
  new Uint8Array(
    BigUint64Array.from(values.map((v) => BigInt.asUintN(64, v))).buffer,
  );

describe("texts of scalars", () => {
  it("reads whole numbers exactly", () => {
    const all = words(-1n);
    const text = (kind: "int" | "uint", size: number): string =>
      formatScalar({ kind, size, name: "x" }, all.subarray(0, size));
    expect(text("uint", 8)).toBe("18446744073709551615");
    expect(text("int", 8)).toBe("-1");
    expect(text("uint", 2)).toBe("65535");
    expect(
      formatScalar({ kind: "int", size: 8, name: "x" }, words(1n << 63n)),
    ).toBe("-9223372036854775808");
  });

  it("prints durations as Go does", () => {
    const cases: readonly (readonly [bigint, string])[] = [
      [0n, "0s"],
      [1n, "1ns"],
      [1_100n, "1.1µs"],
      [2_200_000n, "2.2ms"],
      [3_300_000_000n, "3.3s"],
      [245_000_000_000n, "4m5s"],
      [5_405_001_000_000n, "1h30m5.001s"],
      [-60_000_000_000n, "-1m0s"],
      [3_600_000_000_000n, "1h0m0s"],
    ];
    for (const [value, text] of cases) expect(formatDuration(value)).toBe(text);
  });

  it("prints times with and without a monotonic clock", () => {
    const time: StructType = {
      kind: "struct",
      name: "time.Time",
      size: 24,
      fields: [],
    };
    // 2023-11-14T22:13:20Z: seconds since 1885 above 30 bits of nanoseconds, the highest bit set.
    const wall = (1n << 63n) | ((1_700_000_000n + 2_682_288_000n) << 30n) | 5n;
    expect(formatTime(time, words(wall, 123n))).toBe(
      "2023-11-14T22:13:20.000000005Z",
    );
    expect(formatTime(time, words(0n, 0n))).toBe("zero time");
    expect(formatTime(time, words(0n, 1n << 62n))).toBeNull();
    expect(
      formatTime({ ...time, name: "main.Time" }, words(1n, 1n)),
    ).toBeNull();
  });

  it("quotes what a text holds", () => {
    expect(quoteText(new TextEncoder().encode('a"\n\u0001'), true)).toBe(
      '"a\\"\\n\\u0001"…',
    );
  });
});

describe("paths", () => {
  it("reads fields and indexes", () => {
    expect(parsePath("Customer.Name")).toHaveLength(2);
    expect(parsePath(".a[3].b[0]")).toEqual([
      { kind: "field", name: "a" },
      { kind: "index", index: 3 },
      { kind: "field", name: "b" },
      { kind: "index", index: 0 },
    ]);
    expect(parsePath("")).toEqual([]);
  });

  it.each(["a..b", "a[", "a[x]", "a b", "3", "a[1]b", "*a"])(
    "refuses %j",
    (text) => {
      expect(() => parsePath(text)).toThrow(/not a path of fields/);
    },
  );
});
