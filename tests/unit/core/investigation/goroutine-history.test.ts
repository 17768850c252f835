import { describe, expect, it } from "vitest";
import { findGoroutine } from "../../../../src/core/goroutines/describe-goroutines.ts";
import { parseGoroutineDumps } from "../../../../src/core/goroutines/parse-dump.ts";
import { goroutineHistory } from "../../../../src/core/investigation/goroutine-history.ts";
import {
  stopsOfDump,
  tellsGoroutineIds,
} from "../../../../src/core/investigation/goroutine-stacks.ts";
import { goroutineId } from "../../../../src/core/units.ts";

function sight(state: string, line: number, parent = 1): unknown {
  const text = `goroutine 7 [${state}]:
main.work()
\t/src/main.go:${line} +0x1
created by main.main in goroutine ${parent}
\t/src/main.go:5 +0x3
`;
  const [dump] = parseGoroutineDumps(new TextEncoder().encode(text));
  return findGoroutine(dump!, goroutineId(7));
}

describe("one goroutine through the snapshots", () => {
  it("stays, moves, is gone, or is another process's", () => {
    const sightings = [
      null,
      sight("select", 9),
      sight("select, 3 minutes", 9),
      sight("IO wait", 12),
      null,
      sight("IO wait", 12, 4),
    ];
    const moments = goroutineHistory(
      sightings.map((sighting, at) => ({
        snapshot: { id: `goroutine-${at}`, atMillis: at },
        sighting: sighting as ReturnType<typeof findGoroutine>,
        problem: null,
      })),
    );
    expect(moments.map(({ change }) => change)).toEqual([
      null,
      "first",
      "stayed",
      "moved",
      null,
      "other-process",
    ]);
  });
});

describe("a dump of every goroutine", () => {
  it("is known by what was asked for", () => {
    const tells = (request: string): boolean =>
      tellsGoroutineIds({ kind: "goroutine", request });
    expect(tells("http://h/debug/pprof/goroutine?debug=2")).toBe(true);
    expect(tells("http://h/debug/pprof/goroutine")).toBe(false);
    expect(tells("http://h/debug/pprof/goroutine?debug=21")).toBe(false);
    expect(tellsGoroutineIds({ kind: "heap", request: "?debug=2" })).toBe(
      false,
    );
  });

  it("stops the target again each time that the buffer was too small", () => {
    expect(stopsOfDump(1000)).toBe(1);
    expect(stopsOfDump((1 << 20) - 1)).toBe(1);
    expect(stopsOfDump(1 << 20)).toBe(2);
    expect(stopsOfDump(5 << 20)).toBe(4);
    expect(stopsOfDump(64 << 20)).toBe(7);
  });
});
