import { describe, expect, it } from "vitest";
import {
  formatManifest,
  parseManifest,
  type Manifest,
} from "../../../../src/core/project-file/manifest.ts";
import {
  digestOfMember,
  evidenceMember,
  unsafePathReason,
} from "../../../../src/core/project-file/member-path.ts";

const digest = "ab".repeat(32);
const manifest: Omit<Manifest, "schema"> = {
  tool: { name: "trivet", version: "0.1.0" },
  createdAtMillis: 1_787_479_200_000,
  journal: { entries: 3, lastHash: digest },
  members: [
    { path: "journal.jsonl", bytes: 12, sha256: digest, kind: "journal" },
  ],
  missing: [],
};

describe("the manifest", () => {
  it("comes back as it was written", () => {
    expect(parseManifest(formatManifest(manifest))).toEqual({
      schema: "trivet.archive/1",
      ...manifest,
    });
  });

  it("asks for its version before anything else", () => {
    expect(() =>
      parseManifest('{"schema":"trivet.archive/2","members":"elsewhere"}'),
    ).toThrow(expect.objectContaining({ code: "archive-too-new" }) as Error);
  });

  it("refuses itself as a member", () => {
    const [member] = manifest.members;
    const text = formatManifest({
      ...manifest,
      members: [{ ...member!, path: "manifest.json" }],
    });
    expect(() => parseManifest(text)).toThrow(
      expect.objectContaining({ code: "archive-malformed" }) as Error,
    );
  });
});

describe("a member's path", () => {
  it("is plain and relative", () => {
    for (const name of [
      "journal.jsonl",
      "evidence/a.txt",
      "transcripts/gdb-1.txt",
      "a..b/..c",
    ])
      expect(unsafePathReason(name)).toBeNull();
    for (const name of [
      "",
      "..",
      "../a",
      "a/../b",
      "a/..",
      "/a",
      "//a",
      "C:a",
      "a\\b",
      "a\0",
      "a\u007f",
      "./a",
      "a//b",
      "a/",
      "a/./b",
      "x".repeat(513),
      "\ufffd",
    ])
      expect(unsafePathReason(name), JSON.stringify(name)).not.toBeNull();
  });

  it("of evidence is its digest and a short extension", () => {
    const member = evidenceMember(digest, "pb.gz");
    expect(member).toBe(`evidence/${digest}.pb.gz`);
    expect(digestOfMember(member)).toBe(digest);
    for (const extension of ["", ".", "a/b", "../x", "PB", "a.b.c", "a\0"])
      expect(() => evidenceMember(digest, extension)).toThrow(
        expect.objectContaining({ code: "bad-request" }) as Error,
      );
    for (const name of ["journal.jsonl", `evidence/${digest}`, `x/${member}`])
      expect(digestOfMember(name)).toBeNull();
  });
});
