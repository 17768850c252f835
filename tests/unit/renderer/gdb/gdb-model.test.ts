import { describe, expect, it } from "vitest";
import {
  acknowledgeEvery,
  DrawnCounter,
  errorFact,
  transcriptText,
} from "../../../../src/renderer/panels/gdb/gdb-model.ts";
import { gdbActions } from "../../../../src/renderer/state/gdb-actions.ts";

describe("gdb panel", () => {
  it("offers what the state allows and nothing else", () => {
    expect(gdbActions({ status: "detached" }, true)).toMatchObject({
      attach: true,
      detach: false,
      type: false,
    });
    expect(gdbActions({ status: "detached" }, false).attach).toBe(false);
    expect(gdbActions({ status: "stopped" }, true)).toEqual({
      attach: false,
      resume: true,
      interrupt: false,
      detach: true,
      countSpans: true,
      type: true,
    });
    expect(gdbActions({ status: "running" }, true)).toMatchObject({
      resume: false,
      interrupt: true,
      countSpans: false,
    });
    // A way out while attaching hangs.
    // A core is looked at, never run.
    const core = { kind: "core", name: "core" } as const;
    expect(gdbActions({ status: "stopped", subject: core }, true)).toEqual({
      attach: false,
      resume: false,
      interrupt: false,
      detach: true,
      countSpans: false,
      type: true,
    });
    expect(gdbActions({ status: "attaching" }, true).detach).toBe(true);
    expect(gdbActions({ status: "detaching" }, true)).toMatchObject({
      attach: false,
      detach: false,
    });
  });

  it("acknowledges every drawn character, in portions", () => {
    const acknowledged: number[] = [];
    const counter = new DrawnCounter((n) => acknowledged.push(n));
    counter.drawn(acknowledgeEvery - 1);
    expect(acknowledged).toEqual([]);
    counter.drawn(10);
    expect(acknowledged).toEqual([acknowledgeEvery + 9]);
    counter.drawn(3);
    counter.flush();
    counter.flush();
    expect(acknowledged).toEqual([acknowledgeEvery + 9, 3]);
  });

  it("shows a transcript as the terminal did, sessions apart, input once", () => {
    const chunk = (
      session: string,
      direction: "input" | "output",
      text: string,
    ) => ({ session, atMillis: 1, direction, text });
    const text = transcriptText(
      [
        chunk("s1", "output", "(gdb) "),
        chunk("s1", "input", "bt\r"),
        chunk("s1", "output", "bt\r\n#0 main"),
        chunk("s2", "output", "(gdb) "),
      ],
      (session) => `== ${session}`,
    );
    expect(text.match(/bt/g)).toHaveLength(1);
    expect(text).toContain("#0 main\r\n");
    expect(text.indexOf("== s2")).toBeGreaterThan(text.indexOf("#0 main"));
    expect(transcriptText([], () => "")).toBe("");
  });

  it("keeps the fact of an obstacle whose code it does not know", () => {
    expect(errorFact({ code: "ptrace-refused", message: "no" }).code).toBe(
      "ptrace-refused",
    );
    expect(errorFact({ code: "from-the-future", message: "why" })).toEqual({
      code: "gdb-failed",
      message: "why",
    });
  });
});
