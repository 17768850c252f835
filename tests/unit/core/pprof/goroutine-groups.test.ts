import { describe, expect, it } from "vitest";
import { buildGoroutineGroups } from "../../../../src/core/pprof/goroutine-groups.ts";
import { pictured } from "../../../support/profile-decoded.ts";

const goroutines = (picture: string) =>
  pictured(picture, {
    types: [["goroutine", "count"]],
    periodType: ["goroutine", "count"],
    period: 1,
  });
const shown = (
  groups: ReturnType<typeof buildGoroutineGroups>,
): readonly string[] =>
  groups.map(
    (group) =>
      `${group.count} ${group.before} ${group.frames.map((frame) => frame.function).join("<")} ${JSON.stringify(group.labels)}`,
  );

const now = goroutines(`
  main.serve@/m.go:5;main.wait@/m.go:9 3 [pool:readers]
  main.serve@/m.go:5;main.wait@/m.go:9 2 [pool:writers]
  main.serve@/m.go:5;main.wait@/m.go:9 4 [pool:readers]
  main.main@/m.go:1 1
`);

describe("buildGoroutineGroups", () => {
  it("counts stacks with their labels, leaf first, largest first", () => {
    expect(shown(buildGoroutineGroups(now, null))).toEqual([
      '7 null main.wait<main.serve {"pool":"readers"}',
      '2 null main.wait<main.serve {"pool":"writers"}',
      "1 null main.main {}",
    ]);
  });

  it("says how many there were, of groups that are gone as well", () => {
    const before = goroutines(`
      main.serve@/m.go:5;main.wait@/m.go:9 5 [pool:readers]
      main.old@/m.go:2 6
      main.serve@/m.go:5;main.wait@/m.go:10 1 [pool:readers]
    `);
    expect(shown(buildGoroutineGroups(now, before))).toEqual([
      '7 5 main.wait<main.serve {"pool":"readers"}',
      '2 0 main.wait<main.serve {"pool":"writers"}',
      "1 0 main.main {}",
      "0 6 main.old {}",
      '0 1 main.wait<main.serve {"pool":"readers"}',
    ]);
  });

  it("refuses other profiles", () => {
    expect(() => buildGoroutineGroups(pictured("f 1"), null)).toThrow(
      /not a goroutine profile/,
    );
  });
});
