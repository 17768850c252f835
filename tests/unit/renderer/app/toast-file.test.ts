import { expect, test } from "vitest";
import { fileOfFailure } from "../../../../src/renderer/app/toast-file.ts";

const failure = (message: string, file?: string) => ({
  code: "archive-malformed" as const,
  message,
  detail: file === undefined ? {} : { file },
});

test.each([
  ["/home/ana/cases/gateway.trivet", "gateway.trivet"],
  ["C:\\cases\\gateway.trivet", "gateway.trivet"],
  ["/home/ana/gateway.trivet-live/", "gateway.trivet-live"],
])("of %s the name is shown", (path, name) => {
  expect(fileOfFailure(failure("not a whole ZIP: cut", path))).toEqual({
    name,
    path,
  });
});

test("nothing is said twice, and nothing made up", () => {
  const said = failure("no such file: /a/gateway.trivet", "/a/gateway.trivet");
  expect(fileOfFailure(said)).toBeNull();
  expect(fileOfFailure(failure("gdb has ended"))).toBeNull();
  expect(fileOfFailure({ code: "internal", message: "x" })).toBeNull();
});
