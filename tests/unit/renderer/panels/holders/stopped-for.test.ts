import { expect, test } from "vitest";
import type { InvestigationEvent } from "../../../../../src/core/investigation/model.ts";
import { stoppedFor } from "../../../../../src/renderer/panels/holders/holders-model.ts";

const taken = (data: InvestigationEvent["data"]): InvestigationEvent => ({
  id: "e1",
  targetId: "t1",
  kind: "snapshot",
  atMillis: 0,
  text: "object graph",
  data,
});

test("a graph's pause is read from the record; a core's and an unknown one have none", () => {
  const events = [
    taken({ snapshotId: "holders-1", stops: 1, stoppedMs: 12 }),
    taken({ snapshotId: "holders-2", core: "/tmp/core.1" }),
  ];
  expect(stoppedFor(events, "holders-1")).toBe(12);
  expect(stoppedFor(events, "holders-2")).toBeNull();
  expect(stoppedFor(events, "holders-3")).toBeNull();
});
