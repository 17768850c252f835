import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import {
  extractMarkedJson,
  parseSpanCensus,
} from "../../../../src/core/go-runtime/parse-span-census.ts";

const row = {
  sizeClass: 44,
  objectSize: 4096,
  noscan: true,
  spans: 3,
  objects: 5,
  freeSlots: 1,
  bytes: 20480,
};
const census = {
  schema: "trivet.spans/1",
  goVersion: "go1.26.8",
  atMillis: 1,
  heapInUseBytes: 24576,
  numGc: 41,
  classes: [row],
};
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof TrivetError) return thrown.code;
    throw thrown;
  }
  return "no error";
};

describe("parseSpanCensus", () => {
  it("reads a census", () => {
    expect(parseSpanCensus(JSON.stringify(census))).toEqual(census);
    expect(
      parseSpanCensus(JSON.stringify({ ...census, numGc: null })).numGc,
    ).toBeNull();
  });

  it.each([
    "",
    "[]",
    "null",
    "{",
    JSON.stringify({ ...census, schema: "trivet.spans/2" }),
    JSON.stringify({ ...census, goVersion: "" }),
    JSON.stringify({ ...census, heapInUseBytes: -1 }),
    JSON.stringify({ ...census, numGc: 1.5 }),
    JSON.stringify({ ...census, classes: {} }),
    JSON.stringify({ ...census, classes: [null] }),
    JSON.stringify({ ...census, classes: [{ ...row, noscan: 1 }] }),
    JSON.stringify({ ...census, classes: [{ ...row, spans: "3" }] }),
    JSON.stringify({ ...census, classes: [{ ...row, bytes: 4096 }] }),
    JSON.stringify({ error: "text" }),
  ])("refuses %.60s", (json) => {
    expect(codeOf(() => parseSpanCensus(json))).toBe("gdb-failed");
  });

  it("passes on what the helper reports", () => {
    const json = (code: string): string =>
      JSON.stringify({ error: { code, message: "no Go runtime symbols" } });
    expect(codeOf(() => parseSpanCensus(json("target-not-go")))).toBe(
      "target-not-go",
    );
    expect(codeOf(() => parseSpanCensus(json("no-such-code")))).toBe(
      "gdb-failed",
    );
    expect(() => parseSpanCensus(json("target-not-go"))).toThrow(
      "no Go runtime symbols",
    );
  });
});

describe("extractMarkedJson", () => {
  it("finds the JSON among warnings", () => {
    expect(
      extractMarkedJson(
        'warning: x\n<<trivet-json\n{"a":1}\ntrivet-json>>\nmore',
      ),
    ).toBe('{"a":1}');
  });

  it.each(["", "Undefined command", "<<trivet-json\n{", "{}\ntrivet-json>>"])(
    "refuses %j",
    (output) => {
      expect(codeOf(() => extractMarkedJson(output))).toBe("gdb-failed");
    },
  );
});
