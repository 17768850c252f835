import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import { decodeAnyProfile } from "../../../../src/core/pprof/decode-any.ts";
import {
  formatFolded,
  parseFolded,
} from "../../../../src/core/pprof/folded-stacks.ts";
import { pictured } from "../../../support/profile-decoded.ts";
import { textOfProfile } from "../../../support/profile-print.ts";

function decode(text: string): string {
  return textOfProfile(decodeAnyProfile(new TextEncoder().encode(text)));
}

function failure(text: string): TrivetError {
  try {
    decode(text);
  } catch (error) {
    if (error instanceof TrivetError) return error;
  }
  throw new Error("not refused");
}

describe("text heap profiles", () => {
  const heap = [
    "heap profile: 3: 9216 [7: 17408] @ heap/1048576",
    "2: 8192 [2: 8192] @ 0x47ccac 0x401001 0x402001 0x484c61",
    "#\t0x401000\tmain.leak+0x10\t\t/src/main.go:12",
    "#\t0x402000\tmain.main+0x20\t\t/src/main.go:20",
    "",
    "1: 1024 [5: 9216] @ 0x401002",
    "#\t0x401001\tmain.other+0x11\t/src/path with space/other.go:5",
    "",
    "0: 0 [0: 0] @ 0x401002",
    "",
    "# runtime.MemStats",
    "# Alloc = 1",
    "",
  ].join("\n");

  it("names frames by the comments and scales as pprof does", () => {
    const scale = (size: number) => 1 / (1 - Math.exp(-size / 524_288));
    const [two, bytes] = [2, 8192].map((n) => Math.trunc(n * scale(4096)));
    const alloc = [5, 9216].map((n) => Math.trunc(n * scale(9216 / 5)));
    const inuse = [1, 1024].map((n) => Math.trunc(n * scale(1024)));
    expect(decode(heap).split("\n")).toEqual([
      "types alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes",
      "default ",
      "period space/bytes 524288",
      "time 0",
      `main.main@/src/main.go:20;main.leak@/src/main.go:12 ${two} ${bytes} ${two} ${bytes} [bytes=4096]`,
      `main.other@/src/path with space/other.go:5 ${alloc.join(" ")} ${inuse.join(" ")} [bytes=1024]`,
      "main.other@/src/path with space/other.go:5 0 0 0 0",
    ]);
  });

  it("gives each call of a recursion its own frame, and inlined calls to theirs", () => {
    const frame = (address: string, name: string) =>
      `#\t0x${address}\tmain.${name}+0x1\t/m.go:1`;
    const text = (addresses: string, frames: readonly string[]) =>
      decode(
        [
          "heap profile: 1: 8 [1: 8] @ heap/2",
          `1: 8 [1: 8] @ ${addresses}`,
          ...frames,
        ].join("\n"),
      )
        .split("\n")
        .at(-1);
    expect(
      text("0x99 0x11 0x11 0x11 0x21 0x98", [
        frame("10", "down"),
        frame("10", "down"),
        frame("10", "down"),
        frame("20", "main"),
      ]),
    ).toBe(
      "main.main@/m.go:1;main.down@/m.go:1;main.down@/m.go:1;main.down@/m.go:1 1 8 1 8 [bytes=8]",
    );
    expect(
      text("0x11 0x11 0x21", [
        frame("10", "inner"),
        frame("10", "outer"),
        frame("10", "inner"),
        frame("10", "outer"),
        frame("20", "main"),
      ]),
    ).toBe(
      "main.main@/m.go:1;main.outer@/m.go:1>main.inner@/m.go:1;main.outer@/m.go:1>main.inner@/m.go:1 1 8 1 8 [bytes=8]",
    );
    // A comment that is about no address of the row does not hide the ones behind it.
    expect(
      text("0x11 0x21", [
        frame("77", "stray"),
        frame("10", "leaf"),
        frame("20", "main"),
      ]),
    ).toBe("main.main@/m.go:1;main.leaf@/m.go:1 1 8 1 8 [bytes=8]");
  });

  it("does not scale where every allocation was recorded", () => {
    expect(
      decode("heap profile: 1: 5 [1: 5] @ heap/2\n1: 5 [1: 5] @ 0x1"),
    ).toContain(" 1 5 1 5");
  });

  it.each([
    ["heap profile: 1: 2 [3: 4] @ heap/2\n1: 2 [3", 35],
    ["heap profile: 1: 2 [3: 4] @ heap/2\n\n1 2 @ 0x1\n", 36],
    ["heap profile: 1: 2 [3: 4] @ heap/2\n0: 2 [3: 4] @ 0x1\n", 35],
    [
      "heap profile: 1: 2 [3: 4] @ heap/2\n1: 2 [3: 4] @ 0x11112222333344445\n",
      35,
    ],
    ["heap profile: 1: 2 [3: 4] @ growthz\n", 0],
  ])("refuses %j at %d", (text, offset) => {
    const error = failure(text);
    expect(error.code).toBe("profile-malformed");
    expect(error.detail["offset"]).toBe(offset);
  });
});

describe("other text profiles", () => {
  it("reads goroutine counts with their labels", () => {
    expect(
      decode(
        [
          "goroutine profile: total 31",
          "27 @ 0x47e58e 0x4df934 0x484c61",
          '# labels: {"pool":"readers", "q":"a\\"b"}',
          "#\t0x4df933\tmain.park.func1+0x33\t/src/main.go:89",
          "",
          "4 @",
          "#\t0x0",
          "",
        ].join("\n"),
      )
        .split("\n")
        .slice(4),
    ).toEqual([
      'main.park.func1@/src/main.go:89 27 [pool:readers] [q:a"b]',
      "- 4",
    ]);
  });

  it("turns cycles into nanoseconds", () => {
    expect(
      decode(
        "--- mutex:\ncycles/second=2000000000\nsampling period=5\n300 7 @ 0x11 0x21\n#\t0x10\tmain.f+0x1\t/m.go:3\n#\t0x20\tmain.g+0x1\t/m.go:4\n",
      ).split("\n"),
    ).toEqual([
      "types contentions/count delay/nanoseconds",
      "default ",
      "period contentions/count 5",
      "time 0",
      "main.g@/m.go:4;main.f@/m.go:3 35 750",
    ]);
  });

  it.each([
    "goroutine profile: total 3\nthree @ 0x1\n",
    "--- mutex:\ncycles/second=fast\n",
    "--- contention:\nsampling period=1\n1 @ 0x1\n",
  ])("refuses %j", (text) => {
    expect(failure(text).code).toBe("profile-malformed");
  });
});

describe("folded stacks", () => {
  const profile = pictured(
    "main.main;main.f>main.g 3\nmain.main;main.f>main.g 4\nmain.main -2\nmain.main;z 0",
  );

  it("adds up equal stacks, root first", () => {
    expect(formatFolded(profile, 0, "functions")).toBe(
      "main.main -2\nmain.main;main.f;main.g 7\n",
    );
  });

  it("come back as they went", () => {
    const text = formatFolded(profile, 0, "functions");
    const type = { type: "samples", unit: "count" };
    expect(formatFolded(parseFolded(text, type), 0, "functions")).toBe(text);
    expect(decode(text)).toContain("main.main;main.f;main.g 7");
  });

  it("keeps values beyond 2^53 and names with spaces and semicolons apart", () => {
    expect(decode("a b;c 9007199254740993")).toContain(
      "a b;c 9007199254740993",
    );
    const odd = pictured("x 1");
    const named = {
      ...odd,
      strings: { length: 9, get: () => "a;b\nc" },
    };
    expect(formatFolded(named, 0, "functions")).toBe("a:b:c 1\n");
  });

  it("says which line is not one", () => {
    const error = failure("a;b 1\na;b\n");
    expect(error.code).toBe("profile-malformed");
    expect(error.message).toContain("line 2");
  });
});

describe("damaged texts", () => {
  const whole = [
    "heap profile: 3: 9216 [7: 17408] @ heap/1048576\n2: 8192 [2: 8192] @ 0x47ccac 0x401001\n#\t0x401000\tmain.leak+0x10\t/src/main.go:12\n",
    'goroutine profile: total 27\n27 @ 0x47e58e 0x4df934\n# labels: {"pool":"readers"}\n#\t0x4df933\tmain.f+0x33\t/m.go:89\n',
    "--- mutex:\ncycles/second=2000000000\nsampling period=1\n300 7 @ 0x11 0x21\n#\t0x10\tmain.f+0x1\t/m.go:3\n",
    "main.main;main.f 12\nmain.main;main.g -3\n",
  ];

  it.each(whole)("are read or refused, never worse: %j", (text) => {
    let refused = 0;
    const attempt = (damaged: string): void => {
      try {
        decode(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(TrivetError);
        expect((error as TrivetError).code).toMatch(/^profile-/);
        refused++;
      }
    };
    for (let at = 0; at < text.length; at++) {
      attempt(text.slice(0, at));
      for (const other of ["\0", "\n", "\t", "x", "9".repeat(30), "\ufffd"])
        attempt(text.slice(0, at) + other + text.slice(at + 1));
    }
    expect(refused).toBeGreaterThan(0);
  });

  it.each([
    ["a symbol", `#\t0x1\t${"+0x1".repeat(50_000)}\t${":".repeat(50_000)}`],
    ["labels", `# labels: {${'"a":"'.repeat(50_000)}`],
    ["spaces", `# ${" ".repeat(200_000)}x`],
  ])("take no quadratic time: a line full of %s", (_, line) => {
    const started = performance.now();
    decode(`goroutine profile: total 1\n1 @ 0x2\n${line}\n`);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("take no quadratic time: folded stacks full of spaces", () => {
    const started = performance.now();
    expect(failure(`a 1\nb${" ".repeat(200_000)}c\n`).code).toBe(
      "profile-malformed",
    );
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
