import { describe, expect, it } from "vitest";
import type {
  GoType,
  StructField,
} from "../../../../src/core/go-types/go-type.ts";
import {
  interfacePointee,
  pathAt,
  pointerSlot,
} from "../../../../src/core/go-types/pointer-slots.ts";

const int64: GoType = { kind: "int", name: "int64", size: 8 };
const text: GoType = { kind: "string", name: "string", size: 16 };
const any: GoType = {
  kind: "interface",
  name: "interface {}",
  size: 16,
  isEmpty: true,
};

function struct(name: string, ...fields: readonly [string, GoType][]): GoType {
  let offset = 0;
  const placed: StructField[] = fields.map(([field, type]) => {
    const at = offset;
    offset += type.size;
    return { name: field, offset: at, type, isEmbedded: false };
  });
  return { kind: "struct", name, size: offset, fields: placed };
}
const array = (element: GoType, count: number): GoType => ({
  kind: "array",
  name: `[${count}]${element.name}`,
  size: element.size * count,
  element,
  count,
});
const pointer = (target: GoType | null, isArray = false): GoType => ({
  kind: "pointer",
  name: "*",
  size: 8,
  target,
  isArray,
});
const slice = (element: GoType): GoType => ({
  kind: "slice",
  name: `[]${element.name}`,
  size: 24,
  element,
});

const leg = struct("main.leg", ["price", int64], ["note", text]);
const order = struct(
  "main.order",
  ["empty", struct("main.nothing")],
  ["id", int64],
  ["legs", array(leg, 3)],
  ["tags", slice(text)],
  ["next", pointer(leg)],
  ["extra", any],
);

describe("pointer slots", () => {
  it("names every pointer of a value and says what it points to", () => {
    const found = new Map<number, string>();
    for (let offset = 0; offset < order.size; offset++) {
      const slot = pointerSlot(order, offset);
      if (slot !== null) found.set(offset, `${slot.path} ${slot.pointee.kind}`);
    }
    expect([...found]).toEqual([
      [16, ".legs[0].note bytes"],
      [40, ".legs[1].note bytes"],
      [64, ".legs[2].note bytes"],
      [80, ".tags many"],
      [104, ".next one"],
      [112, ".extra unknown"],
      [120, ".extra interface"],
    ]);
    expect(pointerSlot(order, 80)?.pointee).toEqual({
      kind: "many",
      element: text,
    });
    expect(pathAt(order, 56)).toBe(".legs[2].price");
    expect(pathAt(order, 4096)).toBe("");
  });

  it("resolves what an interface holds", () => {
    expect(interfacePointee(order)).toEqual({ kind: "one", type: order });
    expect(interfacePointee(pointer(leg))).toEqual({ kind: "one", type: leg });
    expect(interfacePointee(struct("main.box", ["p", pointer(leg)]))).toEqual({
      kind: "one",
      type: leg,
    });
    expect(interfacePointee(null)).toEqual({ kind: "unknown" });
  });

  it("writes keys and values of maps, not the structures that hold them", () => {
    const slot = struct(
      "noalg.struct { key string; elem *main.leg }",
      ["key", text],
      ["elem", pointer(leg)],
    );
    const group = struct(
      "noalg.map.group[string]*main.leg",
      ["ctrl", int64],
      ["slots", array(slot, 8)],
    );
    expect(pointerSlot(group, 8)?.path).toBe("[key]");
    expect(pointerSlot(group, 8 + 24 * 7 + 16)?.path).toBe("[value]");
    const groups = struct(
      "groupReference<string,*main.leg>",
      ["data", pointer(group, true)],
      ["lengthMask", int64],
    );
    const table = struct(
      "table<string,*main.leg>",
      ["used", int64],
      ["groups", groups],
    );
    const map = struct(
      "map<string,*main.leg>",
      ["used", int64],
      ["dirPtr", pointer(pointer(table), true)],
      ["dirLen", int64],
    );
    expect(pointerSlot(map, 8)).toMatchObject({
      path: "",
      pointee: { kind: "map-directory", lengthOffset: 16, group },
    });
    expect(
      pointerSlot(struct("main.s", ["id", int64], ["m", map]), 16),
    ).toMatchObject({ path: ".m", pointee: { lengthOffset: 24 } });
  });
});
