import { describe, expect, it } from "vitest";
import type {
  Finding,
  Verdict,
} from "../../../../../src/core/findings/finding.ts";
import { message } from "../../../../../src/core/messages/message.ts";
import { verdictWord } from "../../../../../src/renderer/panels/verdict/verdict-word.ts";

const verdict = (change: Partial<Verdict>): Verdict => ({
  kind: "none",
  confidence: "none",
  growthBytesPerSecond: null,
  sites: [],
  alternatives: [],
  nextMeasurement: null,
  summary: message("verdict.none"),
  ...change,
});
const finding = (holds: boolean | null): Finding => ({
  rule: "live-heap-trend",
  witness: "counters",
  about: "heap-leak",
  holds,
  statement: "",
  message: message("verdict.none"),
  confirms: message("verdict.none"),
  growthBytesPerSecond: null,
  evidence: [],
  falseAlarms: [],
  blindSpots: [],
});
const neutral = {
  confidence: null,
  tone: "plain",
  wordId: "verdict.is.unknown",
};

describe("verdictWord", () => {
  it("is neutral while nothing is known, however sure of it", () => {
    expect(
      verdictWord({ verdict: verdict({ kind: "unknown" }), findings: [] }),
    ).toEqual(neutral);
    expect(
      verdictWord({
        verdict: verdict({ kind: "unknown" }),
        findings: [finding(false)],
      }),
    ).toEqual(neutral);
  });
  it("is green only when a witness has looked", () => {
    expect(
      verdictWord({ verdict: verdict({}), findings: [finding(null)] }),
    ).toEqual(neutral);
    expect(
      verdictWord({ verdict: verdict({}), findings: [finding(false)] }),
    ).toEqual({ confidence: "none", tone: "ok", wordId: "verdict.is.none" });
  });
  it("keeps a contradiction, whatever it is about", () => {
    expect(
      verdictWord({
        verdict: verdict({ kind: "unknown", confidence: "contradictory" }),
        findings: [finding(true)],
      }),
    ).toMatchObject({ tone: "warning", wordId: "verdict.is.contradictory" });
  });
});
