// What the statements promise: "does not grow" only where growth would have shown, and intervals that read as such.

import { expect, test } from "vitest";
import { evaluate } from "../../../../src/core/findings/evaluate.ts";
import { Investigation } from "../../../../src/core/investigation/investigation.ts";
import { wordMessage } from "../../../../src/core/messages/catalogue.ts";
import { generator, MB, record, type Process } from "./synthetic.ts";

const judge = (process: Process) =>
  evaluate({
    model: Investigation.from(record(process).entries),
    sites: new Map(),
    goroutines: new Map(),
    spans: new Map(),
  });

test("RSS that may grow by much or not at all: cannot tell, rather than no", () => {
  const restless = (swing: number) => {
    const random = generator(3);
    return judge({
      seconds: 60,
      live: () => 10 * MB,
      outside: () => 20 * MB + swing * random(),
    }).findings.find(({ rule }) => rule === "outside-go");
  };
  const wide = restless(300 * MB);
  expect(wide?.growthBytesPerSecond?.high).toBeGreaterThan(64 * 1024);
  expect(wide?.holds).toBeNull();
  expect(wide?.statement).toMatch(/cannot be told yet: .* between .* and /);
  expect(restless(0)?.holds).toBe(false);
});

test("intervals read as between two rates, and nothing has a negative bound", () => {
  const growing = judge({
    seconds: 60,
    live: (s) => 10 * MB + s * MB,
    garbage: 10 * MB,
  });
  expect(wordMessage("en", growing.verdict.summary)).toMatch(
    /: between \S+ MiB\/min and \S+ MiB\/min/,
  );
  expect(wordMessage("zh-CN", growing.verdict.summary)).toMatch(
    /在 .* 与 .* 之间/,
  );
  const falling = judge({
    seconds: 120,
    live: (s) => 200 * MB - 0.5 * MB * s,
    outside: (s) => 50 * MB - 0.1 * MB * s,
    garbage: 60 * MB,
  });
  expect(falling.verdict.kind).toBe("none");
  for (const { rule, statement } of falling.findings)
    if (rule === "outside-go" || rule === "live-heap-trend")
      expect(statement).toMatch(/does not grow(?! beyond)/);
  expect(wordMessage("en", falling.verdict.summary)).toBe("No leak seen.");
});
