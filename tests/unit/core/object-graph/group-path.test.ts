// Where a type's name ends and its fields begin, and what cannot be grouped by.

import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import type {
  GoType,
  StructType,
} from "../../../../src/core/go-types/go-type.ts";
import {
  resolveGroupPath,
  type NamesOfTypes,
} from "../../../../src/core/object-graph/group-path.ts";

const text: GoType = { name: "string", size: 16, kind: "string" };
const state: GoType = { name: "shop.State", size: 4, kind: "int" };
const field = (
  name: string,
  type: GoType,
  offset: number,
): StructType["fields"][number] => ({ name, type, offset, isEmbedded: false });
const struct = (
  name: string,
  ...fields: StructType["fields"][number][]
): StructType => ({ name, size: 64, kind: "struct", fields });
const pointer = (target: GoType): GoType => ({
  name: `*${target.name}`,
  size: 8,
  kind: "pointer",
  target,
  isArray: false,
});
const tenant = struct("main.Tenant", field("Name", text, 8));
const order = struct(
  "example.com/shop.v2/pkg.Order",
  field("State", state, 24),
  field("Code", pointer(text), 32),
);
const session = struct(
  "main.Session",
  field("Tenant", pointer(tenant), 16),
  field("Done", { name: "unsafe.Pointer", size: 8, kind: "unsafe-pointer" }, 0),
);
const cell = struct("main.Cell[example.com/shop.Key]", field("Key", text, 0));
const twin = struct("other.Cell[example.com/shop.Key]", field("Key", text, 0));
const all = [tenant, order, session, cell, twin];
const types: NamesOfTypes = {
  byName: (name) => all.find((type) => type.name === name) ?? null,
  similarNames: (name) =>
    [
      ...all.map((type) => type.name),
      "map[int]*main.Session",
      "noalg.map.group[int]main.Session",
    ].filter((one) => one.endsWith(`.${name}`)),
};
const refusal = (name: string): string => {
  try {
    resolveGroupPath(types, name);
  } catch (thrown) {
    if (thrown instanceof TrivetError)
      return `${thrown.code}: ${thrown.message}`;
    throw thrown;
  }
  return "";
};

describe("resolveGroupPath", () => {
  it("finds the type in names with dots, slashes and brackets", () => {
    expect(
      resolveGroupPath(types, "example.com/shop.v2/pkg.Order.State"),
    ).toMatchObject({
      type: order,
      field: "State",
      path: { hops: [], offset: 24, type: state },
    });
    expect(
      resolveGroupPath(types, "main.Cell[example.com/shop.Key].Key"),
    ).toMatchObject({ type: cell, field: "Key" });
  });

  it("follows pointers on the way, and one to the value itself", () => {
    expect(resolveGroupPath(types, "main.Session.Tenant.Name").path).toEqual({
      hops: [{ offset: 16, guard: null }],
      offset: 8,
      type: text,
    });
    expect(resolveGroupPath(types, "Order.Code").path).toEqual({
      hops: [{ offset: 32, guard: null }],
      offset: 0,
      type: text,
    });
  });

  it("takes a type's last part where it is one type's alone", () => {
    expect(resolveGroupPath(types, "Session.Tenant.Name").type).toBe(session);
    expect(refusal("Cell[example.com/shop.Key].Key")).toMatch(
      /^not-found: .*, but main\.Cell.*, other\.Cell/,
    );
  });

  it("refuses what it cannot group by, and says what there is", () => {
    expect(refusal("main.Other.Name")).toMatch(/^not-found: /);
    expect(refusal("main.Session")).toMatch(/^usage: .*\(Tenant, Done\)/);
    expect(refusal("main.Session.Tenant")).toMatch(/^usage: .*\(Name\)/);
    expect(refusal("main.Session.Done")).toMatch(/^usage: .*unsafe\.Pointer/);
    expect(refusal("main.Session.Missing")).toMatch(/^usage: .*no field/);
    expect(refusal("")).toMatch(/^not-found: /);
  });

  it("ends on a type that points to itself", () => {
    const self: { -readonly [K in "target"]: GoType | null } & object = {
      target: null,
    };
    const loop = Object.assign(self, {
      name: "main.Loop",
      size: 8,
      kind: "pointer",
      isArray: false,
    }) as GoType & { target: GoType | null };
    loop.target = loop;
    const holder = struct("main.Holder", field("Loop", loop, 0));
    expect(() =>
      resolveGroupPath(
        {
          byName: (name) => (name === "main.Holder" ? holder : null),
          similarNames: () => [],
        },
        "main.Holder.Loop",
      ),
    ).toThrow(TrivetError);
  });
});
