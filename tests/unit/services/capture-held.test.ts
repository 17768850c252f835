import { describe, expect, it } from "vitest";
import { windowAdviceIdFor } from "../../../src/core/messages/advice.ts";
import { toTrivetError } from "../../../src/core/errors.ts";
import { refuseWhileHeld } from "../../../src/services/capture-held.ts";

const url = "http://127.0.0.1:6060/debug/pprof";
const target = { pid: 42, url, label: "gateway" };
const refusal = (gdb: Parameters<typeof refuseWhileHeld>[0], of = target) => {
  try {
    refuseWhileHeld(gdb, of);
    return null;
  } catch (thrown) {
    return toTrivetError(thrown);
  }
};

describe("a request to a target that gdb holds", () => {
  it("is refused at once, with what to do", () => {
    for (const status of ["stopped", "attaching"] as const) {
      const error = refusal({ status, pid: 42 });
      expect(error).toMatchObject({
        code: "gdb-busy",
        message:
          "gdb holds gateway (process 42) stopped: it answers no request",
        detail: { advice: "gdb-holds", pid: 42 },
      });
      expect(error && windowAdviceIdFor(error)).toBe("advice.gdb-holds");
    }
  });
  it("goes out while the target runs, under gdb or not", () => {
    for (const status of ["running", "detaching", "detached"] as const)
      expect(refusal({ status, pid: 42 })).toBeNull();
  });
  it("goes out while gdb is at another process, or at a core", () => {
    expect(refusal({ status: "stopped", pid: 43 })).toBeNull();
    const subject = { kind: "core", name: "core.42" } as const;
    expect(refusal({ status: "stopped", pid: 42, subject })).toBeNull();
  });
  it("is none where memory is read instead, or nobody knows the process", () => {
    const held = { status: "stopped", pid: 42 } as const;
    expect(() => refuseWhileHeld(held, { ...target, url: null })).not.toThrow();
    const unknown = { ...target, pid: null };
    expect(() =>
      refuseWhileHeld({ ...held, pid: null }, unknown),
    ).not.toThrow();
  });
});
