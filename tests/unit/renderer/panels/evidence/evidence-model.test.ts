import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../../../../src/core/investigation/model.ts";
import {
  describeMember,
  nextSort,
  sortMembers,
} from "../../../../../src/renderer/panels/evidence/evidence-model.ts";
import {
  noteText,
  sortNotes,
} from "../../../../../src/renderer/panels/notes/notes-model.ts";

const snapshot = (change: Partial<Snapshot>): Snapshot => ({
  id: "s",
  targetId: "t",
  kind: "heap",
  requestedAtMillis: 0,
  atMillis: 0,
  member: "evidence/ab.pb.gz",
  bytes: 10,
  sha256: "ab",
  request: "http://h/heap?gc=1",
  gcCount: 7,
  forcedGc: true,
  ...change,
});

describe("members", () => {
  const rows = [
    snapshot({ id: "1", bytes: 5, atMillis: 3 }),
    snapshot({ id: "2", bytes: 50, atMillis: 1, gcCount: null }),
    snapshot({ id: "3", bytes: 7, atMillis: 2 }),
  ];
  const ids = (column: string, direction: "ascending" | "descending") =>
    sortMembers(rows, { column, direction }).map(({ id }) => id);
  it("sort by what is asked, unknown GC counts lowest", () => {
    expect(ids("bytes", "descending")).toEqual(["2", "3", "1"]);
    expect(ids("at", "ascending")).toEqual(["2", "3", "1"]);
    expect(ids("gc", "ascending")[0]).toBe("2");
    expect(ids("request", "ascending")).toEqual(["1", "2", "3"]);
  });
  it("turn round when the same column is asked again", () => {
    const first = nextSort({ column: "at", direction: "ascending" }, "bytes");
    expect(first).toEqual({ column: "bytes", direction: "descending" });
    expect(nextSort(first, "bytes").direction).toBe("ascending");
  });
  it("are described with everything a reader needs to check them", () => {
    const text = describeMember(snapshot({}));
    for (const part of ["evidence/ab.pb.gz", "http://h/heap?gc=1", "gc=1", "7"])
      expect(text).toContain(part);
    expect(describeMember(snapshot({ gcCount: null }))).toContain("unknown");
  });
});

describe("notes", () => {
  it("stand at the moment that they speak about, newest first", () => {
    const sorted = sortNotes([
      { id: "old", atMillis: 900, aboutMillis: 100, text: "" },
      { id: "loose", atMillis: 500, aboutMillis: null, text: "" },
      { id: "new", atMillis: 910, aboutMillis: 800, text: "" },
    ]);
    expect(sorted.map(({ id }) => id)).toEqual(["new", "loose", "old"]);
  });
  it("are not saved empty", () => {
    expect(noteText("  \n")).toBeNull();
    expect(noteText(" a ")).toBe("a");
    expect(noteText("x".repeat(200_000))).toHaveLength(100_000);
  });
});
