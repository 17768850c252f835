import { expect, test } from "vitest";
import type {
  Finding,
  VerdictReport,
} from "../../../../../src/core/findings/finding.ts";
import { message } from "../../../../../src/core/messages/message.ts";
import {
  growthOwner,
  growthText,
} from "../../../../../src/renderer/panels/verdict/verdict-model.ts";

const finding = (rule: string, low: number): Finding => ({
  rule,
  witness: "counters",
  about: "heap-leak",
  holds: true,
  statement: "",
  message: message("verdict.none"),
  confirms: message("verdict.none"),
  growthBytesPerSecond: { low, high: low + 1 },
  evidence: [],
  falseAlarms: [],
  blindSpots: [],
});
const report = (low: number | null): VerdictReport => ({
  verdict: {
    kind: "heap-leak",
    confidence: "probable",
    growthBytesPerSecond: low === null ? null : { low, high: low + 1 },
    sites: [
      {
        function: "main.f",
        file: "main.go",
        line: 1,
        share: 1,
        growth: { low: 20, high: 21 },
      },
    ],
    alternatives: [],
    nextMeasurement: null,
    summary: message("verdict.none"),
  },
  findings: [finding("live-heap-trend", 10), finding("goroutine-growth", 30)],
});

test.each([
  [10, "heap"],
  [20, "line"],
  [30, "goroutines"],
  [40, null],
  [null, null],
])("a rate from %s on is that of: %s", (low, owner) => {
  expect(growthOwner(report(low))).toBe(owner);
});

test("a counted rate has no interval", () => {
  expect(growthText({ low: 1e6, high: 1e6 })).not.toContain("(");
  expect(growthText({ low: 1e6, high: 2e6 })).toContain("(");
});
