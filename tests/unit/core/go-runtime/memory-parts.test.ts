import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import {
  buildLayout,
  type DescribedType,
} from "../../../../src/core/go-runtime/build-layout.ts";
import {
  formatLayout,
  parseLayout,
} from "../../../../src/core/go-runtime/layout-file.ts";
import {
  constantSpecs,
  structureSpecs,
  variableSpecs,
} from "../../../../src/core/go-runtime/layout-spec.ts";
import {
  largestPcValue,
  readPcValue,
} from "../../../../src/core/go-runtime/pc-values.ts";
import {
  readBytes,
  readScattered,
  type MemoryRange,
  type TargetMemory,
} from "../../../../src/core/go-runtime/target-memory.ts";

const bundled = path.resolve(
  import.meta.dirname,
  "../../../../resources/go-layouts",
);

describe("bundled layouts", () => {
  it.each(readdirSync(bundled))(
    "%s is whole and survives a round trip",
    (name) => {
      const text = readFileSync(path.join(bundled, name), "utf8");
      const layout = parseLayout(text)!;
      expect(layout.goVersion).toMatch(
        new RegExp(`^${name.replace(".json", "").replaceAll(".", "\\.")}\\.`),
      );
      expect(formatLayout(layout)).toBe(text);
    },
  );

  it("covers every promised version", () => {
    const minors = Array.from({ length: 9 }, (_, index) => 19 + index);
    expect(readdirSync(bundled).sort()).toEqual(
      minors.map((minor) => `go1.${minor}.json`),
    );
  });

  it("refuses what is cut off, of another format, or lacks a field", () => {
    const text = readFileSync(path.join(bundled, "go1.26.json"), "utf8");
    expect(parseLayout(text.slice(0, -20))).toBeNull();
    expect(
      parseLayout(text.replace("runtime-layout/", "runtime-layout/9")),
    ).toBeNull();
    expect(parseLayout(text.replace('"stackLow"', '"stackLaw"'))).toBeNull();
    expect(parseLayout(text.replace('"heap":', '"heep":'))).toBeNull();
    expect(parseLayout("[]")).toBeNull();
    // Optional ones may be missing.
    expect(
      parseLayout(text.replace('"parentId"', '"parentIx"')),
    ).not.toBeNull();
  });
});

const plain = (size: number): DescribedType => ({
  size,
  fields: [],
  element: null,
  count: 0,
});
const wrap = (inner: DescribedType, offset = 0): DescribedType => ({
  size: inner.size + offset,
  fields: [
    { name: "noCopy", offset: 0, type: plain(0) },
    { name: "value", offset, type: inner },
  ],
  element: null,
  count: 0,
});

/** A binary in which every wanted path exists, each field 8 bytes behind a wrapper. */
function describeAll(leaveOut: string): Parameters<typeof buildLayout>[0] {
  const structures = new Map<string, DescribedType>();
  for (const { type, fields } of Object.values(structureSpecs)) {
    const names = Object.values(fields).map(
      (spec) => spec.replace("?", "").split("|")[0]!,
    );
    const tops = [...new Set(names.map((name) => name.split(".")[0]!))];
    structures.set(type.split("|")[0]!, {
      ...plain(16 * tops.length),
      fields: tops
        .filter((name) => `${type}.${name}` !== leaveOut)
        .map((name, index) => ({
          name,
          offset: 16 * index,
          type: nested(names, name),
        })),
    });
  }
  const names = (specs: Readonly<Record<string, string>>) =>
    new Set(
      Object.values(specs).map((spec) => spec.replace("?", "").split("|")[0]),
    );
  const variables = names(variableSpecs);
  const constants = names(constantSpecs);
  return {
    type: (name) => structures.get(name) ?? null,
    variable: (name) =>
      variables.has(name) && name !== leaveOut
        ? { address: 4096, type: plain(8) }
        : null,
    constant: (name) => (constants.has(name) && name !== leaveOut ? 1 : null),
  };
}

function nested(names: readonly string[], top: string): DescribedType {
  const inner = names.filter((name) => name.startsWith(`${top}.`));
  if (inner.length === 0) return wrap(wrap(plain(8)));
  return {
    ...plain(16),
    fields: [
      ...inner.map((name, index) => ({
        name: name.slice(top.length + 1),
        offset: 4 * index,
        type: plain(4),
      })),
      { name: "other", offset: 12, type: plain(4) },
    ],
  };
}

describe("layouts from debug information", () => {
  it("follows wrappers and nested structures", () => {
    const layout = buildLayout(describeAll(""), "go1.26.8");
    expect(layout.structures.g.fields["status"]).toMatchObject({ size: 8 });
    const { stackLow, stackHigh } = layout.structures.g.fields;
    expect(stackHigh!.offset - stackLow!.offset).toBe(4);
  });

  it.each(["runtime.g.goid", "runtime.mheap_", "runtime._Gwaiting"])(
    "names %s when it is missing",
    (name) => {
      expect(() => buildLayout(describeAll(name), "go1.26.8")).toThrow(
        expect.objectContaining({
          code: "layout-unsupported",
          message: expect.stringContaining(name) as string,
        }) as Error,
      );
    },
  );

  it("does without what some versions lack", () => {
    const layout = buildLayout(describeAll("runtime._Gleaked"), "go1.19");
    expect(layout.constants.statusLeaked).toBeNull();
  });
});

/** Bytes 0 to 255 over and over; pages in `holes` are not mapped. */
function patterned(holes: readonly number[]): TargetMemory & { calls: number } {
  const memory = {
    calls: 0,
    read: (ranges: readonly MemoryRange[]) => {
      memory.calls++;
      return Promise.resolve(
        ranges.map(({ address, length }) =>
          holes.some((hole) => address < hole + 4096 && address + length > hole)
            ? null
            : Uint8Array.from(
                { length },
                (_, index) => (address + index) % 256,
              ),
        ),
      );
    },
  };
  return memory;
}

describe("scattered reads", () => {
  it("give what single reads give, in two calls, whatever lies between", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            address: fc.integer({ min: 1, max: 60_000 }),
            length: fc.integer({ min: 0, max: 200 }),
          }),
          { maxLength: 40 },
        ),
        fc.subarray([8192, 20_480, 40_960]),
        async (ranges, holes) => {
          const memory = patterned(holes);
          const together = await readScattered(memory, ranges);
          expect(memory.calls).toBeLessThanOrEqual(2);
          const single = await patterned(holes).read(ranges);
          expect(together).toEqual(single);
        },
      ),
    );
  });

  it("never ask for what cannot be", async () => {
    const memory = patterned([]);
    expect(
      await readScattered(memory, [
        { address: 0, length: 8 },
        { address: 64, length: 2 ** 40 },
        { address: 64, length: -1 },
      ]),
    ).toEqual([null, null, null]);
  });

  it("say what cannot be read", async () => {
    const reading = readBytes(
      patterned([4096]),
      { address: 4100, length: 8 },
      "a span",
    );
    await expect(reading).rejects.toThrow(TrivetError);
    await expect(reading).rejects.toMatchObject({
      code: "memory-unreadable",
      message: "a span: 8 bytes at 0x1004 cannot be read",
    });
  });
});

describe("tables by program counter", () => {
  /** Zig-zag differences from -1, with lengths: 0 for 4 bytes, 16 for 10, -1 for 200. */
  const table = Uint8Array.from([0xff, 2, 4, 32, 10, 33, 0xc8, 0x01, 0]);

  it("give the value of each run and none behind the last", () => {
    const at = (pc: number) => readPcValue(table, 1, 1000, pc);
    expect([at(1000), at(1003)]).toEqual([0, 0]);
    expect([at(1004), at(1013)]).toEqual([16, 16]);
    expect([at(1014), at(1213)]).toEqual([-1, -1]);
    expect(at(1214)).toBeNull();
    expect(largestPcValue(table, 1)).toBe(16);
  });

  it("end at the end of the bytes", () => {
    for (let length = 0; length <= table.length; length++)
      expect(readPcValue(table.subarray(0, length), 1, 0, 10_000)).toBeNull();
  });
});
