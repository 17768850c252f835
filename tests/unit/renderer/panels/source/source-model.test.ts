import { describe, expect, it } from "vitest";
import type { EscapeNote } from "../../../../../src/core/pprof/source-escapes.ts";
import type {
  FoundSource,
  SourceView,
} from "../../../../../src/core/pprof/source-text.ts";
import {
  folderOf,
  heaviestLine,
  longestText,
  notesByLine,
  sourceRows,
  sourceWarnings,
} from "../../../../../src/renderer/panels/source/source-model.ts";

const found: FoundSource = {
  status: "found",
  path: "/src/a.go",
  origin: "recorded",
  modifiedMillis: 1000,
  goVersion: null,
  firstLine: 1,
  lines: ["package a", "", "func f() {", "\tg()", "}"],
  lineCount: 5,
};
const view: SourceView = {
  sampleType: { type: "inuse_space", unit: "bytes" },
  total: 100,
  function: "a.f",
  file: "/ci/a.go",
  files: ["/ci/a.go"],
  flat: 10,
  cum: 60,
  lines: [
    { line: 3, flat: 0, cum: 60 },
    { line: 4, flat: 10, cum: 20 },
  ],
  functions: [
    {
      name: "a.f",
      file: "/ci/a.go",
      firstLine: 3,
      lastLine: 4,
      flat: 10,
      cum: 80,
    },
  ],
  text: found,
  targetGoVersion: "go1.26.8",
};
const note = (kind: EscapeNote["kind"], line: number): EscapeNote => ({
  line,
  column: 1,
  kind,
  text: kind,
  reasons: [],
});
const none = notesByLine([]);

describe("lines of source", () => {
  it("are the whole text with the values where there are some", () => {
    const rows = sourceRows(view, none);
    expect(
      rows.map((row) => `${row.line} ${row.flat} ${row.cum} ${row.isInside}`),
    ).toEqual([
      "1 0 0 false",
      "2 0 0 false",
      "3 0 60 true",
      "4 10 20 true",
      "5 0 0 true",
    ]);
    expect(longestText(rows)).toBe("func f() {".length);
  });

  it("are of the function to its closing brace, and not of the next one", () => {
    const lines = [
      "func f() {",
      "\tg()",
      "",
      "\th()",
      "}",
      "",
      "func h() {",
      "}",
    ];
    const rows = sourceRows(
      { ...view, text: { ...found, firstLine: 3, lines, lineCount: 10 } },
      none,
    );
    expect(rows.filter((row) => row.isInside).map(({ line }) => line)).toEqual([
      3, 4, 5, 6, 7,
    ]);
    const cut = ["func f() {", "\tg()", "func h() {", "}"];
    const open = sourceRows(
      { ...view, text: { ...found, firstLine: 3, lines: cut } },
      none,
    );
    expect(open.filter((row) => row.isInside).map(({ line }) => line)).toEqual([
      3, 4,
    ]);
  });

  it("are numbered from where a part of a long file begins", () => {
    const part = { ...found, firstLine: 3, lines: ["func f() {", "\tg()"] };
    const rows = sourceRows({ ...view, text: part }, none);
    expect(rows.map(({ line, cum }) => [line, cum])).toEqual([
      [3, 60],
      [4, 20],
    ]);
  });

  it("are those with values where the text is missing", () => {
    const rows = sourceRows(
      { ...view, text: { status: "missing", reason: "not-found", tried: [] } },
      none,
    );
    expect(rows.map(({ line, text }) => [line, text])).toEqual([
      [3, null],
      [4, null],
    ]);
  });

  it("carry the most telling note", () => {
    const notes = notesByLine([
      note("stays", 4),
      note("leaks", 4),
      note("escapes", 4),
      note("stays", 3),
    ]);
    expect(sourceRows(view, notes).map((row) => row.note)).toEqual([
      null,
      null,
      null,
      "escapes",
      null,
    ]);
    expect(notes.get(4)).toHaveLength(3);
  });

  it("begin to be read at the line with the most of its own", () => {
    expect(heaviestLine(view)).toBe(4);
    const noFlat = { ...view, lines: [{ line: 3, flat: 0, cum: -60 }] };
    expect(heaviestLine(noFlat)).toBe(3);
    expect(heaviestLine({ ...view, lines: [] })).toBe(3);
  });
});

describe("doubts about the text", () => {
  const ids = (changed: Partial<FoundSource>, snapshotMillis = 2000) =>
    sourceWarnings(
      { ...view, text: { ...found, ...changed } },
      snapshotMillis,
    ).map(({ id }) => id);
  it("are none for a file older than the snapshot", () => {
    expect(ids({})).toEqual([]);
  });
  it("are said of a file that was changed since, or is too short", () => {
    expect(ids({}, 500)).toEqual(["newer"]);
    expect(ids({ origin: "bundled" }, 500)).toEqual([]);
    expect(ids({ lineCount: 3 })).toEqual(["short"]);
  });
  it("are said of another Go's source, whose date says nothing", () => {
    expect(ids({ origin: "goroot", goVersion: "go1.22.1" }, 500)).toEqual([
      "otherGo",
    ]);
    expect(ids({ origin: "goroot", goVersion: "go1.26.8" }, 500)).toEqual([]);
  });
});

describe("the folder of a file", () => {
  it("is what a mapping begins with", () => {
    expect(folderOf("/ci/app/cache/lru.go")).toBe("/ci/app/cache");
    expect(folderOf("example.com/app/main.go")).toBe("example.com/app");
    expect(folderOf("main.go")).toBe("main.go");
  });
});
