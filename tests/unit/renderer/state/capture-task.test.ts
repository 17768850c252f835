import { describe, expect, it } from "vitest";
import { isHeldByGdb } from "../../../../src/renderer/state/capture-task.ts";

describe("a capture that failed", () => {
  it("is offered again where letting the target go on mends it", () => {
    const detail = { advice: "gdb-holds", pid: 42 };
    expect(isHeldByGdb({ code: "gdb-busy", detail })).toBe(true);
    expect(isHeldByGdb({ code: "gdb-busy" })).toBe(false);
    expect(isHeldByGdb({ code: "target-timeout", detail: {} })).toBe(false);
  });
});
