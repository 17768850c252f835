// Lines as `go build -gcflags=-m=2` of Go 1.26 and 1.19 write them.

import { describe, expect, it } from "vitest";
import {
  EscapeNotesReader,
  type EscapeNote,
} from "../../../../src/core/pprof/source-escapes.ts";

function read(text: string, file = "./raster.go"): readonly EscapeNote[] {
  const reader = new EscapeNotesReader((own) => own === file);
  for (const line of text.split("\n")) reader.add(line);
  return reader.finish().notes;
}

describe("escape notes", () => {
  it("keep the compiler's steps and say each thing once", () => {
    const notes = read(`# trivet.example/gateway
./raster.go:87:6: can inline fill with cost 78 as: func([]byte, glyphKey) { for loop }
./gateway.go:66:42: i escapes to heap in loadMerchants:
./gateway.go:66:42:   flow: {storage for ... argument} ← &{storage for i}:
./raster.go:41:24: make([]byte, 4096) escapes to heap in (*glyphCache).render:
./raster.go:41:24:   flow: {heap} ← &{storage for make([]byte, 4096)}:
./raster.go:41:24:     from make([]byte, 4096) (spill) at ./raster.go:41:24
./raster.go:29:7: parameter c leaks to {heap} for (*glyphCache).render with derefs=1:
./raster.go:29:7:   flow: bucket ← c:
./raster.go:29:7: leaking param content: c
./raster.go:41:24: make([]byte, 4096) escapes to heap
./raster.go:50:9: key does not escape
./raster.go:60:2: buffer escapes to heap in draw:
./raster.go:60:2:   flow: {heap} ← &buffer:
./raster.go:60:2: moved to heap: buffer`);
    expect(notes).toEqual([
      {
        line: 29,
        column: 7,
        kind: "leaks",
        text: "parameter c leaks to {heap} for (*glyphCache).render with derefs=1",
        reasons: ["flow: bucket ← c:"],
      },
      {
        line: 41,
        column: 24,
        kind: "escapes",
        text: "make([]byte, 4096) escapes to heap in (*glyphCache).render",
        reasons: [
          "flow: {heap} ← &{storage for make([]byte, 4096)}:",
          "  from make([]byte, 4096) (spill) at ./raster.go:41:24",
        ],
      },
      {
        line: 50,
        column: 9,
        kind: "stays",
        text: "key does not escape",
        reasons: [],
      },
      {
        line: 60,
        column: 2,
        kind: "moved",
        text: "moved to heap: buffer",
        reasons: ["flow: {heap} ← &buffer:"],
      },
    ]);
  });

  it("read the words of Go 1.19", () => {
    expect(
      read(`./raster.go:9:10: new(T) escapes to heap:
./raster.go:9:10:   flow: p = &{storage for new(T)}:
./raster.go:9:10: new(T) escapes to heap
./raster.go:12:6: leaking param: s to result ~r0 level=0`),
    ).toMatchObject([
      { kind: "escapes", text: "new(T) escapes to heap" },
      { kind: "leaks", text: "leaking param: s to result ~r0 level=0" },
    ]);
  });

  it("do not grow without end", () => {
    const reader = new EscapeNotesReader(() => true);
    for (let line = 1; line < 20_000; line++) {
      reader.add(`x.go:${line}:1: v escapes to heap in f:`);
      for (let step = 0; step < 3; step++) reader.add(`x.go:${line}:1:   flow`);
    }
    const { notes, isCut } = reader.finish();
    expect(isCut).toBe(true);
    expect(notes).toHaveLength(5_000);
  });

  it("tell the compiler's errors from its notes", () => {
    const reader = new EscapeNotesReader(() => true);
    expect(reader.add("# example.com/x")).toBe(true);
    expect(reader.add("go: cannot find main module")).toBe(false);
  });
});
