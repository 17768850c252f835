import { describe, expect, it } from "vitest";
import type {
  Finding,
  FindingSubject,
  VerdictKind,
  Witness,
} from "../../../../../src/core/findings/finding.ts";
import { message } from "../../../../../src/core/messages/message.ts";
import {
  distinctMessages,
  evidenceTarget,
  growthText,
  summaryBesideWord,
  witnessViews,
} from "../../../../../src/renderer/panels/verdict/verdict-model.ts";

const finding = (
  rule: string,
  witness: Witness,
  holds: boolean | null,
  about: FindingSubject = "heap-leak",
): Finding => ({
  rule,
  witness,
  about,
  holds,
  statement: "",
  message: message("app.name"),
  confirms: message("app.name"),
  growthBytesPerSecond: null,
  evidence: [],
  falseAlarms: [],
  blindSpots: [message("panel.gdb"), message("app.name")],
});

describe("witnesses", () => {
  const wordOf = (
    findings: readonly Finding[],
    witness: Witness,
    kind: VerdictKind = "heap-leak",
  ) =>
    witnessViews(findings, kind).find((view) => view.witness === witness)?.word;

  it("are always three, in the same order", () => {
    expect(
      witnessViews([], "none").map(({ witness, word }) => [witness, word]),
    ).toEqual([
      ["counters", "absent"],
      ["profiles", "absent"],
      ["memory", "absent"],
    ]);
  });
  it("speak for growth once one rule holds, against it, or not at all", () => {
    const all = [
      finding("a", "counters", true),
      finding("b", "counters", null),
      finding("c", "profiles", false),
      finding("d", "memory", null),
    ];
    expect(wordOf(all, "counters")).toBe("for");
    expect(wordOf(all, "profiles")).toBe("against");
    expect(wordOf(all, "memory")).toBe("silent");
    expect(wordOf([...all, finding("e", "counters", false)], "counters")).toBe(
      "for",
    );
  });
});

describe("what a witness denies", () => {
  const profiles = (findings: readonly Finding[], kind: VerdictKind) =>
    witnessViews(findings, kind).find(({ witness }) => witness === "profiles")
      ?.word;
  const noPile = finding("g", "profiles", false, "goroutine-leak");
  const oneSnapshot = finding("s", "profiles", null);

  it("is the heap: goroutines that do not pile up say nothing about it", () => {
    expect(profiles([oneSnapshot, noPile], "heap-leak")).toBe("silent");
    expect(profiles([oneSnapshot, noPile], "none")).toBe("silent");
    expect(
      profiles([finding("s", "profiles", false), noPile], "heap-leak"),
    ).toBe("against");
  });
  it("is also the goroutines once they are what is accused", () => {
    expect(profiles([oneSnapshot, noPile], "goroutine-leak")).toBe("against");
  });
  it("leaves what speaks for growth of any kind alone", () => {
    const pile = finding("g", "profiles", true, "goroutine-leak");
    expect(profiles([oneSnapshot, pile], "goroutine-leak")).toBe("for");
  });
});

describe("the summary beside the word", () => {
  it('does not say "No leak seen" a second time', () => {
    expect(summaryBesideWord(message("verdict.none"))).toBeNull();
    expect(
      summaryBesideWord(message("verdict.none-up-to", { high: 1 })),
    ).toEqual(message("verdict.visible-from", { high: 1 }));
    const other = message("verdict.contradictory");
    expect(summaryBesideWord(other)).toBe(other);
  });
});

describe("growth", () => {
  const MiB = 1024 * 1024;
  it("names the unit once where it is the same", () => {
    expect(growthText({ low: (3 * MiB) / 60, high: (5 * MiB) / 60 })).toBe(
      "+4 MiB/min (3 – 5)",
    );
  });
  it("names every unit where they differ, and keeps the sign", () => {
    expect(growthText({ low: -1024 / 60, high: (3 * MiB) / 60 })).toContain(
      "(−1 KiB/min – 3 MiB/min)",
    );
    expect(growthText({ low: -2 * MiB, high: -MiB })).toMatch(/^−/);
  });
});

describe("what findings say about themselves", () => {
  it("is listed once", () => {
    const twice = [
      finding("a", "counters", true),
      finding("b", "memory", true),
    ];
    expect(
      distinctMessages(twice, (one) => one.blindSpots).map(({ id }) => id),
    ).toEqual(["panel.gdb", "app.name"]);
  });
  it("links to members and to series", () => {
    expect(evidenceTarget("journal.jsonl#series=heapAlloc")).toEqual({
      kind: "series",
      series: "heapAlloc",
    });
    expect(evidenceTarget("evidence/ab.pb.gz")).toEqual({
      kind: "member",
      member: "evidence/ab.pb.gz",
    });
  });
});
