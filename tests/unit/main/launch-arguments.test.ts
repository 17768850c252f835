import { expect, it } from "vitest";
import { requestedFile } from "../../../src/main/launch-arguments.ts";

it.each([
  [["trivet"], null],
  [["trivet", "case.trivet"], "/work/case.trivet"],
  [["trivet", "--no-sandbox", "/a/b.trivet"], "/a/b.trivet"],
  [["trivet", "../b.trivet", "c.trivet"], "/b.trivet"],
  [["trivet", "--file=b.trivet"], null],
  [["trivet", "notes.txt"], null],
  [["trivet", "a.trivet-live"], "/work/a.trivet-live"],
  [["/opt/x.trivet"], null],
])("%j asks for %s", (argv, expected) => {
  expect(requestedFile(argv, "/work")).toBe(expected);
});
