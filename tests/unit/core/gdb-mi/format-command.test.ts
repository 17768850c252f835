import { describe, expect, it } from "vitest";
import {
  formatConsoleCommand,
  formatMiCommand,
} from "../../../../src/core/gdb-mi/format-command.ts";

describe("formatMiCommand", () => {
  it.each([
    [["target-attach", 4711], "-target-attach 4711"],
    [["gdb-exit"], "-gdb-exit"],
    [["file-symbol-file", "/usr/bin/a b"], '-file-symbol-file "/usr/bin/a b"'],
    [["x", ""], '-x ""'],
    [["x", "--all"], '-x "--all"'],
    [["x", 'a"\n-gdb-exit'], '-x "a\\"\\n-gdb-exit"'],
    [["x", "C:\\dir"], '-x "C:\\\\dir"'],
    [["x", "bell\u0007"], '-x "bell\\007"'],
    [["x", "a;b"], '-x "a;b"'],
  ] as [[string, ...(string | number)[]], string][])("%j", (words, line) => {
    expect(formatMiCommand(...words)).toBe(line);
  });
});

describe("formatConsoleCommand", () => {
  it("quotes the whole command", () => {
    expect(formatConsoleCommand('print "x"')).toBe(
      '-interpreter-exec console "print \\"x\\""',
    );
  });
});
