import { describe, expect, it } from "vitest";
import {
  findCause,
  type DeathEvidence,
} from "../../../../src/core/flight/cause-of-death.ts";
import {
  parseLastWords,
  parseOomLine,
} from "../../../../src/core/flight/death-words.ts";
import {
  decodeWaitStatus,
  parseWaitStatus,
  signalName,
} from "../../../../src/core/flight/wait-status.ts";

const nothing: DeathEvidence = {
  waitStatus: null,
  oomKills: null,
  oomLine: null,
  lastWords: null,
};
const panic = { kind: "panic", line: "panic: boom" } as const;

describe("findCause", () => {
  it.each([
    [
      "SIGKILL and a kill counted",
      { waitStatus: 9, oomKills: 1 },
      "oom-kill",
      "certain",
    ],
    [
      "SIGKILL, none counted",
      { waitStatus: 9, oomKills: 0 },
      "killed",
      "certain",
    ],
    ["SIGKILL in no group", { waitStatus: 9 }, "killed", "likely"],
    [
      "the kernel's line alone",
      { oomLine: "Killed process 7 (x)" },
      "oom-kill",
      "certain",
    ],
    ["a kill counted, no status", { oomKills: 2 }, "oom-kill", "likely"],
    [
      "another one of the group was killed",
      { waitStatus: 2 << 8, oomKills: 1, lastWords: panic },
      "panic",
      "certain",
    ],
    ["SIGABRT with a core", { waitStatus: 0x86 }, "abort", "certain"],
    ["SIGTERM", { waitStatus: 15 }, "signal", "certain"],
    ["os.Exit(3)", { waitStatus: 3 << 8, oomKills: 0 }, "exit", "certain"],
    ["exit(0)", { waitStatus: 0 }, "exit", "certain"],
    ["status 2 and nothing printed", { waitStatus: 2 << 8 }, "unknown", "none"],
    [
      "a panic whose status nobody saw",
      { lastWords: panic },
      "panic",
      "likely",
    ],
    ["nothing at all", {}, "unknown", "none"],
  ] as const)("%s", (_, seen, cause, certainty) => {
    expect(findCause({ ...nothing, ...seen })).toEqual({ cause, certainty });
  });

  it("takes what Go prints about SIGABRT for an abort", () => {
    const lastWords = { kind: "signal", line: "SIGABRT: abort" } as const;
    const found = findCause({ ...nothing, waitStatus: 2 << 8, lastWords });
    expect(found.cause).toBe("abort");
  });
});

describe("parseLastWords", () => {
  it.each([
    [
      "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n",
      "panic",
      "panic: boom",
    ],
    [
      "runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\nruntime stack:\n",
      "stack-overflow",
      "fatal error: stack overflow",
    ],
    [
      "fatal error: concurrent map writes\n\ngoroutine 18 [running]:\n",
      "fatal-error",
      "fatal error: concurrent map writes",
    ],
    [
      "fatal error: runtime: out of memory\n\nruntime stack:\n",
      "out-of-memory",
      "fatal error: runtime: out of memory",
    ],
    ["SIGABRT: abort\nPC=0x46b m=0 sigcode=0\n", "signal", "SIGABRT: abort"],
    [
      "panic: late\r\n[signal SIGSEGV: segmentation violation code=0x1]\n",
      "panic",
      "panic: late",
    ],
  ])("reads %j", (text, kind, line) => {
    expect(parseLastWords(`starting\n${text}`)).toEqual({ kind, line });
  });

  it("takes a panic that was only logged for none", () => {
    expect(parseLastWords("panic: recovered, going on\nserving\n")).toBeNull();
  });

  it("bounds what it keeps of a line", () => {
    const text = `panic: ${"x".repeat(9999)}\ngoroutine 1 [running]:\n`;
    expect(parseLastWords(text)?.line).toHaveLength(300);
  });
});

it("finds the kernel's line about this very process", () => {
  const log = [
    "Memory cgroup out of memory: Killed process 71 (a) total-vm:1kB",
    "Memory cgroup out of memory: Killed process 7 (b) total-vm:2kB",
  ].join("\n");
  expect(parseOomLine(log, 7)).toContain("(b)");
  expect(parseOomLine(log, 1)).toBeNull();
});

describe("the wait status", () => {
  const line = (last: string): string =>
    `42 (a) b (c)) Z ${Array.from({ length: 48 }, (_, n) => n).join(" ")} ${last}\n`;

  it("is the last field, whatever the command is called", () => {
    expect(parseWaitStatus(line("9"))).toBe(9);
    expect(parseWaitStatus("42 (a) Z 1 2 3")).toBeNull();
  });

  it("tells signals from exits", () => {
    expect(decodeWaitStatus(9)).toEqual({
      kind: "signal",
      signal: 9,
      dumpedCore: false,
    });
    expect(decodeWaitStatus(0x8b)).toMatchObject({ dumpedCore: true });
    expect(decodeWaitStatus(0x300)).toEqual({ kind: "exit", code: 3 });
    expect([signalName(9), signalName(60)]).toEqual(["SIGKILL", "signal 60"]);
  });
});
