import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import {
  dumpSizeLimit,
  type GoroutineDump,
} from "../../../../src/core/goroutines/goroutine-dump.ts";
import {
  DumpParser,
  parseGoroutineDumps,
} from "../../../../src/core/goroutines/parse-dump.ts";

const parse = (text: string): readonly GoroutineDump[] =>
  parseGoroutineDumps(new TextEncoder().encode(text));
function parseOne(text: string): GoroutineDump {
  const [dump, ...more] = parse(text);
  expect(more).toEqual([]);
  return dump!;
}

const waiting = (id: number, parent = 1): string =>
  `goroutine ${id} [chan receive]:
main.receive(0xc000012345, {0x1, 0x2?, ...})
\t/src/my app/main.go:12 +0x1f
main.(*pool[...]).run.func1(...)
\tC:/src/pool.go:7
created by main.(*pool[...]).run in goroutine ${parent}
\t/src/pool.go:5 +0x2a
`;

describe("stacks (debug=2)", () => {
  it("have calls, arguments, places and a creator", () => {
    const [record] = parseOne(waiting(7)).goroutines;
    expect(record?.stack.frames).toEqual([
      {
        function: "main.receive",
        file: "/src/my app/main.go",
        line: 12,
        offset: 0x1f,
        pc: null,
      },
      {
        function: "main.(*pool[...]).run.func1",
        file: "C:/src/pool.go",
        line: 7,
        offset: null,
        pc: null,
      },
    ]);
    expect(record?.arguments).toEqual([
      "0xc000012345, {0x1, 0x2?, ...}",
      "...",
    ]);
    expect(record?.createdBy).toMatchObject({
      frame: { function: "main.(*pool[...]).run", line: 5, offset: 0x2a },
      parent: 1,
    });
    expect(record?.cut).toBe(false);
  });

  it("share equal stacks", () => {
    const { goroutines } = parseOne(`${waiting(7)}\n${waiting(8)}`);
    expect(goroutines[0]?.stack).toBe(goroutines[1]?.stack);
  });

  it("accept carriage returns, C frames and what surrounds them", () => {
    const text = `HTTP/1.1 200 OK\n\n${waiting(7)}\ngoroutine 8 [syscall]:
non-Go function at pc=0x7f001
std::vector<int, std::allocator<int> >::push
\t/src/x.cc:3 pc=0x7f002
created by main.main in goroutine 1
\t/src/main.go:1 +0x1
`.replaceAll("\n", "\r\n");
    const dump = parseOne(text);
    expect(dump.goroutines.map(({ id }) => id)).toEqual([7, 8]);
    expect(
      dump.goroutines[1]?.stack.frames.map((frame) => [
        frame.function,
        frame.pc,
      ]),
    ).toEqual([
      ["non-Go function", 0x7f001],
      ["std::vector<int, std::allocator<int> >::push", 0x7f002],
    ]);
    expect(dump.damage).toEqual([
      { kind: "unknown-lines", offset: 0, lines: 1 },
    ]);
  });

  it("count another log's lines in between, and lose nothing by them", () => {
    const lines = waiting(7).split("\n");
    lines.splice(2, 0, '{"level":"info","msg":"still serving (7 ms)"}');
    const dump = parseOne(lines.join("\n"));
    expect(dump.goroutines[0]?.stack).toEqual(
      parseOne(waiting(7)).goroutines[0]?.stack,
    );
    expect(dump.damage).toEqual([
      {
        kind: "unknown-lines",
        offset: waiting(7).indexOf("\t/src"),
        lines: 1,
      },
    ]);
  });

  it("tell bytes, not characters, where the text is not ASCII", () => {
    const dump = parseOne(`${waiting(7).replace("my app", "世界")}\nnoise\n`);
    expect(dump.damage).toEqual([
      {
        kind: "unknown-lines",
        offset: Buffer.byteLength(waiting(7).replace("my app", "世界")) + 1,
        lines: 1,
      },
    ]);
  });
});

describe("several dumps in one text", () => {
  it("are told apart by an id that comes again", () => {
    const dumps = parse(
      `${waiting(7)}\n${waiting(8)}\n${waiting(8)}\n${waiting(9)}`,
    );
    expect(
      dumps.map(({ goroutines }) => goroutines.map(({ id }) => id)),
    ).toEqual([
      [7, 8],
      [8, 9],
    ]);
  });

  it("may be counts", () => {
    const counts = "goroutine profile: total 2\n2 @ 0x1 0x2\n#\t0x1\n\n";
    expect(parse(counts + counts).map(({ form }) => form)).toEqual([
      "counts",
      "counts",
    ]);
  });
});

describe("a crash's text", () => {
  it("may quote a stack of its own", () => {
    const dump = parseOne(
      `panic: recovered: boom\n\n${waiting(7)}\n\n${waiting(7)}\n${waiting(8)}exit status 2\n`,
    );
    expect(dump.form).toBe("crash");
    expect(dump.head).toBe("panic: recovered: boom");
    expect(dump.goroutines.map(({ id }) => id)).toEqual([7, 8]);
  });

  it("takes the stack that another thread printed later", () => {
    const head = "SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n";
    const absent = `goroutine 7 gp=0x1 m=2 mp=0x2 [running]:
\tgoroutine running on other thread; stack unavailable
created by main.(*pool[...]).run in goroutine 1
\t/src/pool.go:5 +0x2a
`;
    const dump = parseOne(`${head}${absent}\nrax 0x1\n-----\n${waiting(7)}`);
    expect(dump.goroutines).toHaveLength(1);
    expect(dump.goroutines[0]?.stack.frames).toHaveLength(2);
    expect(dump.registers).toEqual({ rax: "0x1" });
    expect(parseOne(absent).goroutines[0]).toMatchObject({
      stackUnavailable: true,
      stack: { frames: [] },
      cut: false,
    });
  });
});

describe("counts (debug=1)", () => {
  it("have labels and frames with and without symbols", () => {
    const dump = parseOne(`goroutine profile: total 7
3 @ 0x48a3ee 0x4a0125
# labels: {"a]: b":"c\\"], \\\\ \\n{}\\té世", "k":"v"}
#\t0x4a0124\tmain.receive+0x24\t\t\t/src/main.go:99

2 @ 0x48a3ee 0x4a0125

1 @ 0x48a3ee
#\t0x48a3ed

1 @ 0x48f121

`);
    expect(dump.form).toBe("counts");
    expect(dump.damage).toEqual([]);
    expect(dump.goroutines.map(({ count }) => count)).toEqual([3, 2, 1, 1]);
    const [first, second, third, unborn] = dump.goroutines;
    expect(first?.labels).toEqual({ "a]: b": 'c"], \\ \n{}\té世', k: "v" });
    expect(first?.stack.frames).toEqual([
      {
        function: "main.receive",
        file: "/src/main.go",
        line: 99,
        offset: 0x24,
        pc: 0x4a0124,
      },
    ]);
    const names = (record: typeof first): unknown =>
      record?.stack.frames.map((frame) => frame.function);
    expect(names(second)).toEqual(["0x48a3ee", "0x4a0125"]);
    expect(names(third)).toEqual(["0x48a3ed"]);
    expect(names(unborn)).toEqual([]);
  });

  it("say how many are missing", () => {
    expect(
      parseOne("goroutine profile: total 9\n3 @ 0x1\n#\t0x1\n\n5 @ 0x").damage,
    ).toEqual([
      { kind: "half-line", offset: 42 },
      { kind: "missing", declared: 9, found: 3 },
    ]);
    expect(parseOne("goroutine profile: total 0\n").damage).toEqual([]);
  });
});

describe("truncation", () => {
  const text = `${waiting(7)}\n${waiting(8)}`;
  const start = waiting(7).length + 1;

  it("keeps what is whole at every byte, and says what is not", () => {
    for (let length = start; length < text.length - 1; length++) {
      const dump = parseOne(text.slice(0, length));
      expect(dump.goroutines[0]).toMatchObject({ id: 7, cut: false });
      const last = dump.goroutines[1];
      // Behind the line number of the creator only the offset is lost.
      const isWhole = length >= text.lastIndexOf(" +0x2a") + " +0x2".length;
      if (last !== undefined) expect(last.cut, `at ${length}`).toBe(!isWhole);
      if (length > start && !isWhole)
        expect(dump.damage, `at ${length}`).not.toEqual([]);
      // No frame that was not there.
      for (const frame of last?.stack.frames ?? [])
        expect(["/src/my app/main.go", "C:/src/pool.go"]).toContain(frame.file);
    }
    expect(parseOne(text).damage).toEqual([]);
  });

  it("is told where the line ended but the goroutine did not", () => {
    const cut = text.slice(0, text.lastIndexOf("created by"));
    expect(parseOne(cut).damage).toEqual([
      { kind: "half-goroutine", offset: cut.length, id: 8 },
    ]);
  });

  it("is known by the runtime's own limit", () => {
    const one = `${waiting(7)}\n`;
    const parser = new DumpParser();
    parser.push(new TextEncoder().encode(one));
    parser.push(new Uint8Array(dumpSizeLimit - one.length - 1).fill(0x78));
    parser.push(new TextEncoder().encode("\n"));
    expect(parser.finish()[0]?.damage).toContainEqual({
      kind: "size-limit",
      bytes: dumpSizeLimit,
    });
  });
});

describe("what is no dump", () => {
  function refusal(text: string): TrivetError {
    try {
      parse(text);
    } catch (error) {
      expect(error).toBeInstanceOf(TrivetError);
      return error as TrivetError;
    }
    throw new Error("parsed");
  }

  it("is refused with a code and an offset", () => {
    expect(refusal("").code).toBe("profile-empty");
    for (const text of ["x", "\n\n<html>", "goroutine 1 [runn", "\0\x01\x02"])
      expect(refusal(text).code).toBe("profile-malformed");
    expect(refusal("\n\n<html>\n").detail).toEqual({ offset: 2 });
  });
});
