import { describe, expect, it } from "vitest";
import { plainLens } from "../../../../../src/core/pprof/lens.ts";
import type { TagsReport } from "../../../../../src/core/pprof/report/tags.ts";
import {
  countTags,
  keyOfRow,
  lensForTag,
  tagRows,
} from "../../../../../src/renderer/panels/tags/tags-model.ts";

const report: TagsReport = {
  sampleType: { type: "inuse_space", unit: "bytes" },
  total: 100,
  tags: [
    {
      key: "bytes",
      total: 90,
      values: [
        { value: "4kB", flat: 60, focus: "bytes=4096bytes" },
        { value: "16B", flat: 30, focus: "bytes=16bytes" },
      ],
    },
    {
      key: "route",
      total: 10,
      values: [{ value: "/b", flat: 10, focus: "route=^/b$" }],
    },
  ],
};
const named = (search: string) =>
  tagRows(report, search).map(({ key, value }) => value ?? `[${key}]`);

describe("labels", () => {
  it("are keys with their values below", () => {
    expect(named("")).toEqual(["[bytes]", "4kB", "16B", "[route]", "/b"]);
    const rows = tagRows(report, "");
    expect(new Set(rows.map(keyOfRow)).size).toBe(rows.length);
    expect(countTags(report)).toEqual({ keys: 2, values: 3 });
  });
  it("are found by key or by value", () => {
    expect(named("KB")).toEqual(["[bytes]", "4kB"]);
    expect(named("rout")).toEqual(["[route]", "/b"]);
    expect(named("nothing")).toEqual([]);
  });
  it("filter the lens, and the same again takes it back", () => {
    const row = tagRows(report, "")[1]!;
    const focused = lensForTag(plainLens, "tagFocus", row);
    expect(focused.filters.tagFocus).toBe("bytes=4096bytes");
    expect(lensForTag(focused, "tagFocus", row)).toEqual(plainLens);
    const ignored = lensForTag(focused, "tagIgnore", row);
    expect(ignored.filters).toMatchObject({
      tagFocus: "bytes=4096bytes",
      tagIgnore: "bytes=4096bytes",
    });
  });
});
