import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import { seriesCatalogue } from "../../../../src/core/investigation/series-catalogue.ts";
import { fieldNotes } from "../../../../src/core/memstats/field-notes.ts";
import { memstatsNames } from "../../../../src/core/memstats/memstats.ts";
import { parseHeapText } from "../../../../src/core/memstats/parse-heap-text.ts";

const go126 = readFileSync(
  new URL("../../../fixtures/memstats/heap-debug1-go1.26.txt", import.meta.url),
  "utf8",
);

function failure(text: string): TrivetError {
  try {
    parseHeapText(text);
  } catch (error) {
    if (error instanceof TrivetError) return error;
  }
  throw new Error("expected a TrivetError");
}

test("reads a footer of Go 1.26 exactly", () => {
  const { values, sampleRateBytes } = parseHeapText(go126);
  for (const [field, name] of [
    ["HeapAlloc", "heapAlloc"],
    ["TotalAlloc", "totalAlloc"],
    ["NumGC", "numGc"],
    ["MaxRSS", "maxRss"],
    ["GCCPUFraction", "gcCpuFraction"],
  ] as const)
    expect(String(values[name])).toBe(
      new RegExp(`^# ${field} = (.*)$`, "m").exec(go126)?.[1],
    );
  expect(sampleRateBytes).toBe(524_288);
  expect(values.heapSys).toBe((values.heapIdle ?? 0) + (values.heapInuse ?? 0));
  expect(values.stackSys).toBeGreaterThanOrEqual(values.stackInuse ?? Infinity);
});

test("keeps the milliseconds of PauseEnd to the microsecond", () => {
  const digits = /^# PauseEnd = \[(\d+) /m.exec(go126)?.[1] ?? "";
  const { pauseEndMillis } = parseHeapText(go126);
  const expected = BigInt(digits) / 1000n;
  expect(
    BigInt(Math.round((pauseEndMillis[0] ?? 0) * 1000)),
  ).toBeLessThanOrEqual(expected + 1n);
  expect(
    BigInt(Math.round((pauseEndMillis[0] ?? 0) * 1000)),
  ).toBeGreaterThanOrEqual(expected - 1n);
});

test("a footer without MaxRSS (no getrusage) and with fields of a later Go is read", () => {
  const text = go126.replace(/^# MaxRSS.*\n/m, "# FutureField = {1 2}\n");
  expect(parseHeapText(text).values.maxRss).toBeUndefined();
});

test("Windows line ends do not matter", () => {
  expect(parseHeapText(go126.replaceAll("\n", "\r\n")).values.numGc).toBe(
    parseHeapText(go126).values.numGc,
  );
});

test.each([
  ["no footer", "<html>hello</html>", 1, /no line/],
  ["empty", "", 1, /no line/],
  ["cut before NumGC", go126.slice(0, go126.indexOf("# NumGC")), null, /NumGC/],
  [
    "cut inside a ring",
    go126.slice(0, go126.indexOf("# PauseEnd") + 300),
    null,
    /PauseEnd is not a whole list/,
  ],
  [
    "a word where a number belongs",
    go126.replace(/# HeapAlloc = \d+/, "# HeapAlloc = lots"),
    null,
    /HeapAlloc is not a number: "lots"/,
  ],
  [
    "a negative number",
    go126.replace(/# HeapIdle = \d+/, "# HeapIdle = -4"),
    null,
    /HeapIdle/,
  ],
  [
    "a broken pair",
    go126.replace(/# Stack = .*/, "# Stack = 12"),
    null,
    /Stack is not a pair/,
  ],
  [
    "a short ring",
    go126.replace(/# PauseNs = .*/, "# PauseNs = [1 2 3]"),
    null,
    /3 entries/,
  ],
])("refuses: %s", (_name, text, line, what) => {
  const error = failure(text);
  expect(error.code).toBe("memstats-malformed");
  expect(error.message).toMatch(what);
  if (line !== null) expect(error.detail["line"]).toBe(line);
});

test("the line number is that of the whole text", () => {
  const text = go126.replace(/# HeapAlloc = \d+/, "# HeapAlloc = x");
  const line = text
    .slice(0, text.indexOf("# HeapAlloc = x"))
    .split("\n").length;
  expect(failure(text).detail["line"]).toBe(line);
});

test("its names are the memstats series of the catalogue, each with a note", () => {
  const catalogue = Object.entries(seriesCatalogue)
    .filter(
      ([name, { source }]) => source === "memstats" && name !== "goroutines",
    )
    .map(([name]) => name);
  expect([...memstatsNames].sort()).toEqual(catalogue.sort());
  expect(Object.keys(fieldNotes).sort()).toEqual(catalogue.sort());
});
