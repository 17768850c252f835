import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMiCommand } from "../../../../src/core/gdb-mi/format-command.ts";
import { lexCString } from "../../../../src/core/gdb-mi/lex-c-string.ts";
import { parseMiLine } from "../../../../src/core/gdb-mi/parse-line.ts";
import {
  miField,
  miText,
  miTuple,
  type MiResultRecord,
} from "../../../../src/core/gdb-mi/records.ts";

const result = (line: string): MiResultRecord => {
  const record = parseMiLine(line);
  if (record.kind !== "result") throw new Error(`not a result: ${line}`);
  return record;
};

// Lines printed by gdb 13.1 with `new-ui mi3`.
describe("lines of a real gdb", () => {
  it.each([
    ["(gdb) ", { kind: "prompt" }],
    [
      "7^done",
      {
        kind: "result",
        token: 7,
        class: "done",
        results: { kind: "tuple", results: [] },
      },
    ],
    [
      '12^error,msg="ptrace: Operation not permitted."',
      {
        kind: "result",
        token: 12,
        class: "error",
        results: {
          kind: "tuple",
          results: [{ name: "msg", value: "ptrace: Operation not permitted." }],
        },
      },
    ],
    [
      '=thread-group-started,id="i1",pid="4711"',
      {
        kind: "notify",
        token: null,
        class: "thread-group-started",
        results: {
          kind: "tuple",
          results: [
            { name: "id", value: "i1" },
            { name: "pid", value: "4711" },
          ],
        },
      },
    ],
    [
      '*running,thread-id="all"',
      {
        kind: "exec",
        token: null,
        class: "running",
        results: {
          kind: "tuple",
          results: [{ name: "thread-id", value: "all" }],
        },
      },
    ],
    ['~"a\\tb\\n"', { kind: "console", text: "a\tb\n" }],
    ['&"warning\\n"', { kind: "log", text: "warning\n" }],
    ['@"out"', { kind: "target", text: "out" }],
  ])("%s", (line, record) => {
    expect(parseMiLine(line)).toEqual(record);
  });

  it("reads a stop with a frame", () => {
    const record = parseMiLine(
      '*stopped,reason="signal-received",signal-name="SIGINT",signal-meaning="Interrupt",frame={addr="0x0000000000491d03",func="runtime.futex",args=[],file="/usr/local/go/src/runtime/sys_linux_amd64.s",line="570",arch="i386:x86-64"},thread-id="1",stopped-threads="all",core="1"',
    );
    if (record.kind !== "exec") throw new Error("not an exec record");
    expect(miText(record.results, "signal-name")).toBe("SIGINT");
    const frame = miTuple(record.results, "frame");
    expect(frame && miText(frame, "func")).toBe("runtime.futex");
    expect(frame && miField(frame, "args")).toEqual({
      kind: "list",
      items: [],
    });
    expect(miText(record.results, "frame")).toBeUndefined();
    expect(miTuple(record.results, "core")).toBeUndefined();
  });

  it("reads lists of values, lists of results, and results of several values", () => {
    const record = result(
      '3^done,features=["async","reverse"],stack=[frame={level="0"},frame={level="1"}],bkpt={number="1"},{number="1.1"}',
    );
    expect(miField(record.results, "features")).toEqual({
      kind: "list",
      items: [
        { name: null, value: "async" },
        { name: null, value: "reverse" },
      ],
    });
    const stack = miField(record.results, "stack");
    expect(
      typeof stack === "object" &&
        stack.kind === "list" &&
        stack.items.map((item) => item.name),
    ).toEqual(["frame", "frame"]);
    expect(record.results.results.map(({ name }) => name)).toEqual([
      "features",
      "stack",
      "bkpt",
      "bkpt",
    ]);
  });
});

describe("strings", () => {
  it.each([
    ['"plain"', "plain"],
    ['""', ""],
    ['"\\"quoted\\" \\\\ back"', '"quoted" \\ back'],
    ['"\\303\\244"', "ä"],
    ['"\\346\\263\\204\\346\\274\\217"', "泄漏"],
    ['"泄\\346\\274\\217"', "泄漏"],
    ['"\\360\\237\\220\\233!"', "🐛!"],
    ['"\\377"', "\uFFFD"],
    ['"\\033[31m"', "\u001b[31m"],
    ['"\\e[0m\\a\\b\\f\\v\\r"', "\u001b[0m\u0007\b\f\v\r"],
    ['"\\q\\303\\244"', "qä"],
    ['"\\0"', "\0"],
    ['"\\08"', "\x008"],
  ])("%s", (literal, text) => {
    expect(lexCString(literal, 0)).toEqual({ text, end: literal.length });
  });

  it.each(["", "x", '"open', '"\\', '"ends in an escape \\"'])(
    "%s is no string",
    (literal) => {
      expect(lexCString(literal, 0)).toBeNull();
    },
  );
});

describe("malformed lines", () => {
  it.each([
    ["", 0],
    ["hello", 0],
    ["42", 2],
    ["^", 1],
    ["^wat", 1],
    ["*", 1],
    ["^done,", 6],
    ["^done,name", 6],
    ["^done,name=", 11],
    ['^done,name="open', 11],
    ["^done,name=plain", 11],
    ["^done,t={a=1}", 11],
    ['^done,t={a="1"', 14],
    ['^done,l=["a"', 12],
    ['^done,l=["a" "b"]', 12],
    ['^done,l=["a",', 13],
    ['^done,a="1"trailing', 11],
    ["^done extra", 5],
    ['~"open', 1],
    ['~"text" more', 7],
    ["~text", 1],
    ['99999999999999999999^done,a="1"', 0],
    [`^done,a=${"[".repeat(100_000)}`, 208],
    [`^done,a=${"{a=".repeat(100_000)}`, 608],
  ])("%.40s", (line, offset) => {
    expect(parseMiLine(line)).toMatchObject({
      kind: "malformed",
      line,
      offset,
    });
  });

  it("never throws, whatever comes", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "^done",
        "*stopped",
        "=x",
        ',a="b"',
        "{",
        "}",
        "[",
        "]",
        ",",
        "=",
        '"',
        "\\",
        '~"',
        "(gdb) ",
      ),
      fc.string({ unit: "binary", maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const line = pieces.join("");
        const record = parseMiLine(line);
        if (record.kind === "malformed") {
          expect(record.line).toBe(line);
          expect(record.offset).toBeLessThanOrEqual(line.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what is quoted is read back", () => {
  it("holds for any text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme-ascii" }),
        fc.string({ unit: "grapheme" }),
        (name, text) => {
          const command = formatMiCommand("x", `${name}"${text}`);
          expect(command.startsWith('-x "')).toBe(true);
          expect(command).not.toContain("\n");
          expect(lexCString(command, 3)).toEqual({
            text: `${name}"${text}`,
            end: command.length,
          });
        },
      ),
    );
  });
});
