import { describe, expect, it } from "vitest";
import {
  ByteCursor,
  DwarfDamage,
} from "../../../../src/core/dwarf/byte-cursor.ts";
import { DebugTypes } from "../../../../src/core/dwarf/debug-types.ts";

const text = (value: string): number[] => [
  ...new TextEncoder().encode(value),
  0,
];
const u32 = (value: number): number[] => [
  value & 0xff,
  (value >> 8) & 0xff,
  (value >> 16) & 0xff,
  (value >>> 24) & 0xff,
];
const u64 = (value: number): number[] => [...u32(value), ...u32(0)];

/** Codes 1 to 8; form 0x08 = text in place, 0x0b = one byte, 0x13 = offset in the unit, 0x18 = expression. */
const abbreviations = Uint8Array.from(
  [
    // 1: unit with a language; 2: base type; 3: structure; 4: member
    [1, 0x11, 1, 0x13, 0x0b, 0, 0],
    [2, 0x24, 0, 0x03, 0x08, 0x0b, 0x0b, 0, 0],
    [3, 0x13, 1, 0x03, 0x08, 0x0b, 0x0b, 0, 0],
    [4, 0x0d, 0, 0x03, 0x08, 0x38, 0x0b, 0x49, 0x13, 0, 0],
    // 5: variable; 6: constant with a signed value; 7: array; 8: its range
    [5, 0x34, 0, 0x03, 0x08, 0x02, 0x18, 0x49, 0x13, 0, 0],
    [6, 0x27, 0, 0x03, 0x08, 0x1c, 0x0d, 0, 0],
    [7, 0x01, 1, 0x49, 0x13, 0, 0],
    [8, 0x21, 0, 0x37, 0x0b, 0, 0],
    [0],
  ].flat(),
);

/** A unit of DWARF 4 with a structure of two fields, a variable and a constant. */
function buildUnit(language: number, prefix: string): Uint8Array {
  const header = 11;
  const body: number[] = [1, language];
  const here = (): number => header + body.length;
  const base = here();
  body.push(2, ...text("uint32"), 4);
  const array = here();
  body.push(7, ...u32(base), 8, 3, 0);
  const structure = here();
  body.push(3, ...text(`${prefix}.thing`), 16);
  body.push(4, ...text("count"), 0, ...u32(base));
  body.push(4, ...text("ring"), 4, ...u32(array));
  body.push(0);
  body.push(
    5,
    ...text(`${prefix}.global`),
    9,
    0x03,
    ...u64(0x501000),
    ...u32(structure),
  );
  body.push(6, ...text(`${prefix}.limit`), 0x7e);
  body.push(0);
  const length = header - 4 + body.length;
  return Uint8Array.from([...u32(length), 4, 0, ...u32(0), 8, ...body]);
}

function read(...units: readonly Uint8Array[]): DebugTypes {
  return new DebugTypes({
    debug_info: Uint8Array.from(units.flatMap((unit) => [...unit])),
    debug_abbrev: abbreviations,
  });
}

const [go, c] = [0x16, 0x0c];

describe("debug types", () => {
  it("decodes structures, arrays, variables and constants of Go units", () => {
    const types = read(buildUnit(c, "other"), buildUnit(go, "runtime"));
    const type = types.type("runtime.thing")!;
    expect(type).toMatchObject({ kind: "struct", size: 16 });
    expect(
      type.fields.map(({ name, offset, type: field }) => [
        name,
        offset,
        field.size,
        field.count,
      ]),
    ).toEqual([
      ["count", 0, 4, 0],
      ["ring", 4, 12, 3],
    ]);
    expect(types.variable("runtime.global")).toMatchObject({
      address: 0x501000,
      type: { name: "runtime.thing" },
    });
    expect(types.constant("runtime.limit")).toBe(-2);
  });

  it("leaves out what other languages say, and what is not there", () => {
    const types = read(buildUnit(c, "other"), buildUnit(go, "runtime"));
    expect(types.type("other.thing")).toBeNull();
    expect(types.variable("runtime.nothing")).toBeNull();
    expect(types.constant("runtime.nothing")).toBeNull();
  });

  it("tells damage from data at every length and every byte", () => {
    const unit = buildUnit(go, "runtime");
    const use = (bytes: Uint8Array): void => {
      try {
        const types = read(bytes);
        types.type("runtime.thing");
        types.variable("runtime.global");
        types.constant("runtime.limit");
      } catch (thrown) {
        if (!(thrown instanceof DwarfDamage) && !(thrown instanceof RangeError))
          throw thrown;
      }
    };
    for (let length = 0; length < unit.length; length++)
      use(unit.subarray(0, length));
    for (let at = 0; at < unit.length; at++)
      for (const flip of [0x01, 0x80, 0xff]) {
        const copy = Uint8Array.from(unit);
        copy[at] = copy[at]! ^ flip;
        use(copy);
      }
  });
});

describe("cursor", () => {
  it("reads LEB128 of both signs", () => {
    const cursor = new ByteCursor(
      Uint8Array.from([0xe5, 0x8e, 0x26, 0x7e, 0xff, 0x00, 0x80, 0x7f]),
    );
    expect(cursor.uleb()).toBe(624_485);
    expect(cursor.sleb()).toBe(-2);
    expect(cursor.sleb()).toBe(127);
    expect(cursor.sleb()).toBe(-128);
    expect(() => cursor.u8()).toThrow(DwarfDamage);
  });
});
