import { describe, expect, it } from "vitest";
import { callChannels, eventChannels } from "../../src/contract/channels.ts";
import { contract } from "../../src/contract/contract.ts";

const names = (kind: "call" | "event"): string[] =>
  Object.entries(contract).flatMap(([group, specs]) =>
    Object.entries(specs as Record<string, { kind: string }>)
      .filter(([, spec]) => spec.kind === kind)
      .map(([name]) => `${group}.${name}`),
  );

describe("contract", () => {
  it("has the channels that the preload lets through, and no others", () => {
    expect([...callChannels].sort()).toEqual(names("call").sort());
    expect([...eventChannels].sort()).toEqual(names("event").sort());
  });

  it("refuses unknown keys, wrong kinds and out-of-range numbers", () => {
    const { input } = contract.capture.take;
    expect(
      input.safeParse({ targetId: "t", kind: "heap", gc: false }).success,
    ).toBe(true);
    expect(
      input.safeParse({ targetId: "t", kind: "cpu", gc: false }).success,
    ).toBe(false);
    expect(
      input.safeParse({ targetId: "t", kind: "heap", gc: false, x: 1 }).success,
    ).toBe(false);
    expect(
      contract.gdb.attach.input.safeParse({
        targetId: "t",
        confirmed: false,
        columns: 80,
        rows: 24,
      }).success,
    ).toBe(false);
    expect(
      contract.gdb.resize.input.safeParse({ columns: -1, rows: 24 }).success,
    ).toBe(false);
  });
});
