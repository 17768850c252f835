// Nothing in a text may crash the parser, stop it, or make it slow: random bytes, random dumps, and real dumps damaged.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
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
  const milliseconds = (text: string): number => {
    const bytes = new TextEncoder().encode(text);
    const start = performance.now();
    outcome(bytes);
    return performance.now() - start;
  };
  const head = "goroutine 7 [select]:\n";

  // Quadratic on 4 MB would take minutes.
  it.each([
    ["a line without end", `${head}${"x".repeat(4e6)}`],
    ["brackets and quotes", `goroutine 7 [${'"['.repeat(2e6)}`],
    [
      "labels without end",
      `goroutine 7 [x labels:{${'"k": "v", '.repeat(4e5)}`,
    ],
    ["escapes", `goroutine 7 [x labels:{"${"\\".repeat(4e6)}`],
    ["colons", `${head}main.f()\n\t${":1".repeat(2e6)} x\n`],
    ["digits", `${head}main.f()\n\tx:${"1".repeat(4e6)} x\n`],
    ["addresses", `goroutine profile: total 1\n1 @${" 0x1".repeat(1e6)} x\n`],
    ["tabs", `goroutine profile: total 1\n1 @ 0x1\n#${"\t0x1".repeat(1e6)}\n`],
    ["parentheses", `${head}${"(".repeat(2e6)}${")".repeat(2e6)}\n`],
    ["elided marks", `${head}${"...1 frames elided...\n".repeat(1e5)}`],
    ["one deep stack", `${head}${"main.f()\n\t/a.go:1 +0x1\n".repeat(1e5)}`],
    ["empty goroutines", `${head}\n`.repeat(1e4)],
    ["heads", "panic: x\n".repeat(4e5)],
    ["flags", `goroutine 7 [${" (scan)".repeat(5e5)}]:\n`],
  ])("is linear for %s", (_name, text) => {
    expect(milliseconds(text)).toBeLessThan(4000);
  });
});
