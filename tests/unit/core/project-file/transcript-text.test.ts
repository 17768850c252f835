import { describe, expect, it } from "vitest";
import {
  formatTranscript,
  transcriptMember,
} from "../../../../src/core/project-file/transcript-text.ts";

const at = Date.UTC(2026, 7, 23, 10, 11, 12, 345);

describe("a transcript as text", () => {
  it("shows what was printed, and when what was typed", () => {
    const chunk = { session: "gdb-1", atMillis: at };
    expect(
      formatTranscript([
        { ...chunk, direction: "output", text: "\u001b[1;31m(gdb)\u001b[0m " },
        { ...chunk, direction: "input", text: "bt\r" },
        {
          ...chunk,
          direction: "output",
          text: "\u001b]0;title\u0007#0  main.main\r\n\u0008\u0000tail",
        },
      ]),
    ).toBe(
      '(gdb) \n[2026-08-23T10:11:12.345Z] typed: "bt\\n"\n#0  main.main\ntail\n',
    );
  });

  it("survives a time that is none", () => {
    const text = formatTranscript([
      { session: "s", atMillis: 1e300, direction: "input", text: "x" },
    ]);
    expect(text).toContain("unknown time");
  });

  it("never becomes a path of the session's choosing", () => {
    const digest = (): string => "0123456789abcdef0123";
    expect(transcriptMember("gdb-1", digest)).toBe("transcripts/gdb-1.txt");
    for (const session of ["../../x", "", "a/b", "x".repeat(200), "\0", "-rf"])
      expect(transcriptMember(session, digest)).toBe(
        "transcripts/session-0123456789abcdef.txt",
      );
  });
});
