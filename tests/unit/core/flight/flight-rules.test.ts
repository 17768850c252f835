// Rules and the file that they come from: what holds when, and that nothing misspelt passes.

import { describe, expect, it } from "vitest";
import { defaultRulesText } from "../../../../src/cli/commands/rules-text.ts";
import { TrivetError } from "../../../../src/core/errors.ts";
import {
  defaultRules,
  evaluateRules,
  type FlightRule,
  type FlightState,
  type RuleConditions,
} from "../../../../src/core/flight/flight-rules.ts";
import { readRules } from "../../../../src/node/flight-rules/read-rules.ts";
import { alarmText } from "../../../../src/services/flight-alarm.ts";

const state = (of: Partial<FlightState> = {}): FlightState => ({
  nowMillis: 1000,
  usedBytes: 10,
  limitBytes: 100,
  prediction: null,
  bytesPerSecond: null,
  goroutines: null,
  gcCpuShare: null,
  logged: new Set(),
  ...of,
});
const predicted = (aheadMs: number) => ({
  atMillis: 1000 + aheadMs,
  earliestMillis: 1000,
  latestMillis: null,
  headroomBytes: 1,
  bytesPerSecond: { rate: 1, low: 0, high: 2 },
});
const rule = (when: RuleConditions): FlightRule => ({
  name: "r",
  level: "alarm",
  when,
});
const read = (text: string) => readRules(new TextEncoder().encode(text));
const written = (when: string) =>
  read(`version: 1\nrules:\n  - name: a\n    level: alarm\n    when: ${when}`);

describe("the usual rules", () => {
  const level = (usedBytes: number, aheadMs: number | null) =>
    evaluateRules(
      defaultRules,
      state({
        usedBytes,
        prediction: aheadMs === null ? null : predicted(aheadMs),
      }),
    ).level;

  it("go by the time that is left, then by what is used", () => {
    expect(level(10, null)).toBe("calm");
    expect(level(70, null)).toBe("watchful");
    expect(level(10, 29_000)).toBe("alarm");
    expect(level(10, 31_000)).toBe("calm");
  });

  it("are what the file says that people begin with", () => {
    expect(read(defaultRulesText)).toEqual(defaultRules);
  });
});

describe("a rule", () => {
  it.each<[RuleConditions, Partial<FlightState>, Partial<FlightState>]>([
    [{ memory: 50 }, { usedBytes: 50 }, { usedBytes: 49 }],
    [{ ofLimit: 0.5 }, { usedBytes: 50 }, { usedBytes: 90, limitBytes: null }],
    [{ growth: 5 }, { bytesPerSecond: 5 }, { bytesPerSecond: null }],
    [{ goroutines: 7 }, { goroutines: 7 }, { goroutines: 6 }],
    [{ gcCpu: 0.25 }, { gcCpuShare: 0.3 }, { gcCpuShare: 0.2 }],
    [{ log: "x" }, { logged: new Set(["x"]) }, { logged: new Set(["y"]) }],
    [
      { memory: 50, goroutines: 7 },
      { usedBytes: 50, goroutines: 7 },
      { usedBytes: 50, goroutines: 6 },
    ],
  ])("holds when all of it does: %o", (when, yes, no) => {
    expect(evaluateRules([rule(when)], state(yes)).level).toBe("alarm");
    expect(evaluateRules([rule(when)], state(no)).level).toBe("calm");
  });

  it("says in its alarm what held", () => {
    const seen = state({ usedBytes: 2048, goroutines: 7 });
    expect(alarmText(rule({ memory: 50, goroutines: 7 }), seen)).toBe(
      "r: 2 KiB in use; 7 goroutines",
    );
    expect(
      alarmText(
        rule({ limitWithinMs: 30_000 }),
        state({ prediction: predicted(5000) }),
      ),
    ).toContain("memory meets its limit in");
  });
});

describe("a file of rules", () => {
  it("has every condition in the units that people write", () => {
    expect(
      written(
        "{limit-within: 1.5m, of-limit: 70%, memory: 2GiB, growth: 50MB/s, goroutines: 100000, gc-cpu: 25%, log: 'a|b'}",
      )[0]?.when,
    ).toEqual({
      limitWithinMs: 90_000,
      ofLimit: 0.7,
      memory: 2 ** 31,
      growth: 5e7,
      goroutines: 100_000,
      gcCpu: 0.25,
      log: "a|b",
    });
  });

  it.each([
    ["", "the file"],
    ["[]", "the file"],
    ["version: 2\nrules: []", "version"],
    ["version: 1\nrules: []", "rules"],
    ["version: 1\nrules: {}", "rules"],
    ["version: 1\nrules: [1]", "rules[0]"],
    ["version: 1\nrules: [{name: a, level: alarm}]", "rules[0].when"],
    ["version: 1\nrules: [{name: a, level: calm, when: {memory: 1}}]", "level"],
    ["version: 1\nextra: 1\nrules: []", '"extra"'],
    ["version: 1\nversion: 1", "line 2"],
    ["version: 1\nrules: [", "line 2"],
    ["a: &x 1\nb: *x", "lias"],
    ["!!js/function 'x'", "line 1"],
    ["a: &a [*a,*a]", "lias"],
  ])("is refused with the place: %j", (text, place) => {
    expect(refusalOf(() => read(text))).toContain(place);
  });

  it.each([
    "{}",
    "{momory: 2GiB}",
    "{__proto__: 1}",
    "{memory: 30s}",
    "{memory: -1}",
    "{memory: .inf}",
    "{of-limit: 0.7}",
    "{of-limit: 170%}",
    "{limit-within: 30}",
    "{growth: 50MB}",
    "{goroutines: 1.5}",
    "{goroutines: many}",
    "{log: ''}",
  ])("is refused with such a condition: %s", (when) => {
    expect(refusalOf(() => written(when))).toContain("rules[0].when");
  });

  it("is refused when it is too large, not UTF-8, or has a name twice", () => {
    expect(refusalOf(() => readRules(new Uint8Array(1 << 20)))).toContain(
      "1048576 bytes",
    );
    expect(refusalOf(() => readRules(Uint8Array.of(0xff)))).toContain("UTF-8");
    const one = "{name: a, level: alarm, when: {memory: 1}}";
    expect(
      refusalOf(() => read(`version: 1\nrules: [${one}, ${one}]`)),
    ).toContain("twice");
  });
});

function refusalOf(call: () => unknown): string {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof TrivetError && thrown.code === "rules-malformed")
      return thrown.message;
    throw thrown;
  }
  return "taken";
}
