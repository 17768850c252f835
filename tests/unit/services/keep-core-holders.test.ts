import { describe, expect, it } from "vitest";
import type { Target } from "../../../src/core/investigation/model.ts";
import {
  describeCoreTarget,
  targetOfCore,
} from "../../../src/services/keep-core-holders.ts";

const facts = {
  core: "/var/crash/core.42",
  executable: "/srv/bin/gateway",
  goVersion: "go1.26.0",
  buildId: "abc",
  pid: 42,
  writtenAtMillis: 1_000,
};
const target: Target = describeCoreTarget(facts, { id: "t1", host: "here" });

it("names a core's target by the program and the file", () => {
  expect(target).toMatchObject({
    id: "t1",
    label: "gateway, core.42",
    url: null,
    pid: 42,
    startTicks: null,
    buildId: "abc",
  });
});

describe("a core belongs to a target", () => {
  it("of the same process and the same build", () => {
    expect(targetOfCore([target], facts)).toBe(target);
  });

  it.each([
    ["another process", { pid: 43 }],
    ["another build", { buildId: "abd" }],
    ["one that does not say its process", { pid: null }],
    ["one without a build id", { buildId: null }],
  ])("not to that of %s", (_what, change) => {
    expect(targetOfCore([target], { ...facts, ...change })).toBeUndefined();
  });

  it("not to one whose process is not known either", () => {
    const unknown = { ...target, pid: null, buildId: null };
    expect(
      targetOfCore([unknown], { ...facts, pid: null, buildId: null }),
    ).toBeUndefined();
  });
});
