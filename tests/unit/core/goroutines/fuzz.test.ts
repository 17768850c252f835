// Nothing in a text may crash the parser, stop it, or make it slow: random bytes, random dumps, and real dumps damaged.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import {
  GroupKeys,
  groupGoroutines,
  knownFacts,
} from "../../../../src/core/goroutines/group-goroutines.ts";
import {
  countGoroutines,
  type GoroutineDump,
} from "../../../../src/core/goroutines/goroutine-dump.ts";
import {
  DumpParser,
  parseGoroutineDumps,
} from "../../../../src/core/goroutines/parse-dump.ts";
import {
  clearlyBelowQuadratic,
  growthOfEightfold,
} from "../../../support/growth.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures/goroutines");
const real = readdirSync(fixtures, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".txt"))
  .map((name) => readFileSync(join(fixtures, name)));

/** Every outcome that is allowed: dumps that add up, or a refusal with a code and, unless empty, an offset. */
function outcome(bytes: Uint8Array): readonly GoroutineDump[] {
  let dumps: readonly GoroutineDump[];
  try {
    dumps = parseGoroutineDumps(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(TrivetError);
    const { code, detail } = error as TrivetError;
    if (bytes.length === 0) expect(code).toBe("profile-empty");
    else {
      expect(code).toBe("profile-malformed");
      expect(detail["offset"]).toBeGreaterThanOrEqual(0);
      expect(detail["offset"]).toBeLessThanOrEqual(bytes.length);
    }
    return [];
  }
  for (const dump of dumps) {
    const keys = new GroupKeys({
      grouping: { by: "all" },
      facts: knownFacts(dump.goroutines),
      isDistribution: () => false,
    });
    const groups = [...groupGoroutines(dump.goroutines, keys).values()];
    expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(
      countGoroutines(dump),
    );
    for (const damage of dump.damage)
      if ("offset" in damage) {
        expect(damage.offset).toBeGreaterThanOrEqual(0);
        expect(damage.offset).toBeLessThanOrEqual(bytes.length);
      }
  }
  return dumps;
}

const pieces = [
  "goroutine ",
  "7 [select]:\n",
  "goroutine 7 [select]:\n",
  "goroutine 0 [idle]:\n",
  "goroutine profile: total ",
  "3 @ 0x1 0x2\n",
  "# labels: {",
  '"k":"v"',
  "#\t0x1\tmain.f+0x2\t/a.go:1\n",
  "main.f(0x1)\n",
  "\t/a.go:1 +0x2\n",
  "\t/a.go:1",
  "created by main.f in goroutine 1\n",
  "...additional frames elided...\n",
  "[originating from goroutine 3]:\n",
  "\tgoroutine running on other thread; stack unavailable\n",
  "panic: x\n",
  "rax    0x0\n",
  "-----\n",
  "\n",
  "\r\n",
  "\\",
  '"',
  "{",
  "]",
  "\u202e",
  "世",
];

describe("any bytes", () => {
  it("random ones", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        outcome(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it("made of a dump's pieces", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 80 }),
        (parts) => {
          outcome(new TextEncoder().encode(parts.join("")));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("real dumps with bytes changed, taken out, doubled", () => {
    const edit = fc.record({
      at: fc.nat(),
      drop: fc.nat({ max: 40 }),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        fc
          .constantFrom(...pieces)
          .map((text) => new TextEncoder().encode(text)),
      ),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...real),
        fc.array(edit, { minLength: 1, maxLength: 12 }),
        (bytes, edits) => {
          let text: Uint8Array = bytes;
          for (const { at, drop, insert } of edits) {
            const start = at % (text.length + 1);
            text = Buffer.concat([
              text.subarray(0, start),
              insert,
              text.subarray(start + drop),
            ]);
          }
          outcome(text);
        },
      ),
      { numRuns: 600 },
    );
  });

  it("real dumps cut at each byte", () => {
    for (const bytes of real) {
      // Whole goroutines before the cut never change.
      const whole = outcome(bytes)[0]!;
      // Every byte of the small ones; of the others a spread that meets each kind of line.
      const step = bytes.length < 900 ? 1 : Math.ceil(bytes.length / 113);
      for (let length = 0; length <= bytes.length; length += step) {
        const [dump] = outcome(bytes.subarray(0, length));
        const kept = dump?.goroutines.filter(({ cut }) => !cut) ?? [];
        if (whole.form !== "crash")
          expect(kept.length).toBeLessThanOrEqual(whole.goroutines.length);
      }
    }
  });
});

describe("chunks", () => {
  it("that end anywhere make no difference", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...real),
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 }),
        (bytes, sizes) => {
          const parser = new DumpParser();
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length]!;
            parser.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(parser.finish()).toEqual(parseGoroutineDumps(bytes));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("time", () => {
  const head = "goroutine 7 [select]:\n";

  it.each<readonly [string, (size: number) => string]>([
    ["a line without end", (n) => `${head}${"x".repeat(n)}`],
    ["brackets and quotes", (n) => `goroutine 7 [${'"['.repeat(n / 2)}`],
    [
      "labels without end",
      (n) => `goroutine 7 [x labels:{${'"k": "v", '.repeat(n / 10)}`,
    ],
    ["escapes", (n) => `goroutine 7 [x labels:{"${"\\".repeat(n)}`],
    ["colons", (n) => `${head}main.f()\n\t${":1".repeat(n / 2)} x\n`],
    ["digits", (n) => `${head}main.f()\n\tx:${"1".repeat(n)} x\n`],
    [
      "addresses",
      (n) => `goroutine profile: total 1\n1 @${" 0x1".repeat(n / 4)} x\n`,
    ],
    [
      "tabs",
      (n) => `goroutine profile: total 1\n1 @ 0x1\n#${"\t0x1".repeat(n / 4)}\n`,
    ],
    ["parentheses", (n) => `${head}${"(".repeat(n / 2)}${")".repeat(n / 2)}\n`],
    [
      "elided marks",
      (n) => `${head}${"...1 frames elided...\n".repeat(n / 22)}`,
    ],
    [
      "one deep stack",
      (n) => `${head}${"main.f()\n\t/a.go:1 +0x1\n".repeat(n / 25)}`,
    ],
    ["empty goroutines", (n) => `${head}\n`.repeat(n / 23)],
    ["heads", (n) => "panic: x\n".repeat(n / 9)],
    ["flags", (n) => `goroutine 7 [${" (scan)".repeat(n / 7)}]:\n`],
  ])("is linear for %s", (_name, textOf) => {
    const growth = growthOfEightfold(60_000, (size) =>
      outcome(new TextEncoder().encode(textOf(size))),
    );
    expect(growth).toBeLessThan(clearlyBelowQuadratic);
  });
});
