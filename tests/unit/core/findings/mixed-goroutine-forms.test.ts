// Goroutine snapshots of both forms in one investigation: a profile shows the runtime's frames and type arguments, a dump
// of every goroutine hides them. The same stack has to count as the same group.

import { expect, test } from "vitest";
import { measureGoroutines } from "../../../../src/core/findings/measure-goroutines.ts";
import type { TargetView } from "../../../../src/core/findings/target-view.ts";
import type { Snapshot } from "../../../../src/core/investigation/model.ts";
import type { GoroutineGroup } from "../../../../src/core/pprof/views.ts";

const frame = (name: string, line: number) => ({
  function: name,
  file: "",
  line,
});
const asProfile = [
  frame("runtime.gopark", 1),
  frame("runtime.chanrecv", 2),
  frame("main.wait[go.shape.int]", 9),
];
const asDump = [frame("main.wait[...]", 9)];

function target(
  ...snapshots: readonly (readonly [
    second: number,
    frames: GoroutineGroup["frames"],
    count: number,
  ])[]
): TargetView {
  return {
    id: "t1",
    sinceMillis: 0,
    untilMillis: 60_000,
    heaps: [],
    goroutines: snapshots.map(([second, frames, count]) => ({
      snapshot: { atMillis: second * 1000 } as Snapshot,
      value: [{ frames, count, labels: {}, before: null }],
    })),
    spans: [],
    holders: [],
    series: () => ({ times: new Float64Array(), columns: [] }),
    gcEndMillis: () => null,
  };
}

test("growth goes on from one form to the other", () => {
  const measured = measureGoroutines(
    target([0, asProfile, 10], [20, asDump, 200], [40, asProfile, 400]),
  );
  expect(measured?.group).toMatchObject({ before: 10, after: 400, line: 9 });
});

test("a change of form is no growth", () => {
  const measured = measureGoroutines(
    target([0, asDump, 300], [20, asProfile, 300], [40, asProfile, 300]),
  );
  expect(measured).toMatchObject({ grows: false, group: null });
});
