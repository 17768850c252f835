import { describe, expect, it } from "vitest";
import { markInstruction } from "../../../../src/core/gdb-mi/mark-instruction.ts";
import {
  parseGdbGoroutines,
  parseGoroutineFrames,
} from "../../../../src/core/gdb-mi/parse-goroutines.ts";
import {
  parseBreakpoints,
  parseDisassembly,
  parseFrames,
  parseMemory,
  parseSourceLines,
  parseThreads,
  quoteGoName,
} from "../../../../src/core/gdb-mi/parse-inspection.ts";
import { parseMiLine } from "../../../../src/core/gdb-mi/parse-line.ts";
import { refusedInReadOnly } from "../../../../src/core/gdb-mi/read-only-commands.ts";
import type { MiTuple } from "../../../../src/core/gdb-mi/records.ts";

function answer(line: string): MiTuple {
  const record = parseMiLine(`1^done,${line}`);
  if (record.kind !== "result") throw new Error(record.kind);
  return record.results;
}

describe("answers of gdb 13", () => {
  it("threads, of which one runs and one has no symbol", () => {
    expect(
      parseThreads(
        answer(
          'threads=[{id="2",target-id="LWP 7",name="gateway",frame={level="0",addr="0x1",func="??",args=[]},state="stopped",core="1"},{id="1",target-id="LWP 6",state="running"}],current-thread-id="2"',
        ),
      ),
    ).toEqual([
      {
        id: "2",
        systemName: "LWP 7 gateway",
        isRunning: false,
        isSelected: true,
        frame: {
          level: 0,
          address: "0x1",
          function: null,
          file: null,
          line: null,
        },
      },
      {
        id: "1",
        systemName: "LWP 6",
        isRunning: true,
        isSelected: false,
        frame: null,
      },
    ]);
  });

  it("frames, named in the list", () => {
    expect(
      parseFrames(
        answer(
          'stack=[frame={level="0",addr="0x4a",func="main.run",file="main.go",fullname="/src/main.go",line="34",arch="i386:x86-64"},frame={level="1",addr="0x4b",func="main.main"}]',
        ),
      ),
    ).toMatchObject([
      { function: "main.run", file: "/src/main.go", line: 34 },
      { level: 1, file: null, line: null },
    ]);
  });

  it("breakpoints of all kinds, and an empty list", () => {
    const rows = parseBreakpoints(
      answer(
        'BreakpointTable={nr_rows="3",nr_cols="6",hdr=[{width="7",alignment="-1",col_name="number",colhdr="Num"}],body=[bkpt={number="1",type="breakpoint",disp="del",enabled="y",addr="0x48",func="main.pay",file="g.go",fullname="/s/g.go",line="86",cond="x > 1",times="4"},bkpt={number="2",type="hw watchpoint",disp="keep",enabled="n",what="main.total",times="0"},bkpt={number="3",type="catchpoint",disp="keep",enabled="y",what="syscall \\"exit_group\\"",times="0"}]}',
      ),
    );
    expect(rows).toMatchObject([
      {
        kind: "breakpoint",
        isTemporary: true,
        what: "main.pay",
        condition: "x > 1",
        hits: 4,
      },
      {
        kind: "watchpoint",
        isEnabled: false,
        what: "main.total",
        address: null,
      },
      { kind: "catchpoint", what: 'syscall "exit_group"' },
    ]);
    expect(
      parseBreakpoints(answer('BreakpointTable={nr_rows="0",body=[]}')),
    ).toEqual([]);
  });

  it("memory, and none", () => {
    expect(
      parseMemory(
        answer(
          'memory=[{begin="0x10",offset="0x0",end="0x12",contents="0aff"}]',
        ),
      ),
    ).toEqual({ address: "0x10", hex: "0aff" });
    expect(parseMemory(answer("memory=[]"))).toBeNull();
  });

  it("code with sources, and code without", () => {
    const { function: name, lines } = parseDisassembly(
      answer(
        'asm_insns=[src_and_asm_line={line="9",file="g.go",fullname="/s/g.go",line_asm_insn=[]},src_and_asm_line={line="10",file="g.go",fullname="/s/g.go",line_asm_insn=[{address="0x1",func-name="main.f",offset="0",inst="call   0x40 <runtime.newobject>"}]}]',
      ),
    );
    expect(name).toBe("main.f");
    expect(lines).toMatchObject([
      { line: 9, instructions: [] },
      { line: 10, instructions: [{ mark: "allocation" }] },
    ]);
    expect(
      parseDisassembly(
        answer(
          'asm_insns=[{address="0x1",func-name="f",offset="0",inst="ret"}]',
        ),
      ).lines,
    ).toMatchObject([{ file: null, line: 0, instructions: [{ text: "ret" }] }]);
  });

  it("lines of a source", () => {
    expect([...parseSourceLines("12\tfunc f() {\n13\t\n(junk)\n")]).toEqual([
      [12, "func f() {"],
      [13, ""],
    ]);
  });
});

it.each([
  ["call   0x40a1c0 <runtime.newobject>", "allocation"],
  ["call   0x40a1c0 <runtime.mallocgcSmallNoscan+5>", "allocation"],
  ["call   0x40a1c0 <runtime.growslice>", "allocation"],
  ["call   0x40a1c0 <runtime.makechan>", "channel"],
  ["call   0x40a1c0 <runtime.chanrecv1>", "channel"],
  ["call   0x40a1c0 <runtime.selectgo>", "channel"],
  ["call   0x40a1c0 <runtime.gopark>", "park"],
  ["call   0x40a1c0 <time.Sleep>", "park"],
  ["bl 0x40a1c0 <runtime.gopark>", "park"],
  ["call   0x40a1c0 <main.newobject>", null],
  ["jmp    0x40a1c0 <runtime.newobject>", null],
  ["lea    0x1(%rip),%rax # 0x40 <runtime.chanrecv1>", null],
  ["call   *%rcx", null],
] as const)("%s is marked %s", (text, mark) => {
  expect(markInstruction(text)).toBe(mark);
});

it.each([
  ["main.run", "'main.run'"],
  [" main.(*gateway).pay ", "'main.(*gateway).pay'"],
  ["net/http.(*conn).serve", "'net/http.(*conn).serve'"],
  ["0xc000010000", "0xc000010000"],
  ["'main.run'", "'main.run'"],
  ["$sp+8", "$sp+8"],
  ["&main.total", "&main.total"],
  ["g", "g"],
])("%s is asked for as %s", (typed, asked) => {
  expect(quoteGoName(typed)).toBe(asked);
});

describe("goroutines as our helper writes them", () => {
  it("frames without a line have no file", () => {
    expect(
      parseGoroutineFrames(
        '{"frames":[{"address":"0x1","function":"f","file":"a.go","line":3},{"address":"0x2","function":"g","file":"?","line":0}]}',
      ),
    ).toEqual([
      { level: 0, address: "0x1", function: "f", file: "a.go", line: 3 },
      { level: 1, address: "0x2", function: "g", file: null, line: null },
    ]);
  });

  it.each([
    [
      '{"error":{"code":"target-not-go","message":"stripped"}}',
      "target-not-go",
    ],
    ['{"error":{"code":"made-up","message":"x"}}', "gdb-failed"],
    ["{", "gdb-failed"],
    ["[]", "gdb-failed"],
    ['{"total":1}', "gdb-failed"],
    ['{"total":-1,"rows":[]}', "gdb-failed"],
    ['{"total":1,"rows":[{"id":"1"}]}', "gdb-failed"],
  ])("%s is %s", (json, code) => {
    expect(() => parseGdbGoroutines(json)).toThrow(
      expect.objectContaining({ code }) as Error,
    );
  });
});

it.each([
  ["-thread-info", null],
  ["-stack-list-variables --thread 1 --frame 0 --simple-values", null],
  ["go-goroutines --json=10", null],
  ["print x", null],
  ["-exec-run", "-exec-run"],
  ["-break-insert main.run", "-break-insert"],
  ["-interpreter-exec console kill", "-interpreter-exec"],
  ["go-trace start", "go-trace"],
  ["info registers rip", null],
  ["info line", null],
  ["printf x", "printf"],
  ["-thread-info\n-exec-run", "-thread-info"],
  ["go-help\nkill", "go-help"],
  ["", ""],
])("read-only mode and %j: %j", (command, refused) => {
  expect(refusedInReadOnly(command)).toBe(refused);
});
