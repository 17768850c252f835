import { expect, it } from "vitest";
import { en } from "../../../../src/core/messages/en/index.ts";
import { wordMessage } from "../../../../src/core/messages/catalogue.ts";
import {
  nameRecent,
  recentCommands,
} from "../../../../src/renderer/app/recent-model.ts";

it("names archives and recordings, on every system", () => {
  expect(nameRecent("/home/a/case.trivet")).toEqual({
    name: "case",
    folder: "/home/a",
    isRecording: false,
  });
  expect(nameRecent("C:\\x\\2026-gateway.trivet-live")).toEqual({
    name: "2026-gateway",
    folder: "C:/x",
    isRecording: true,
  });
});

it("makes a command of each that opens it", () => {
  const opened: string[] = [];
  const commands = recentCommands(
    [
      { path: "/r/a.trivet-live", openedAtMillis: 2 },
      { path: "/r/b.trivet", openedAtMillis: 1 },
    ],
    (path) => opened.push(path),
  );
  expect(commands.map(({ title }) => wordMessage("en", title))).toEqual([
    "Open unsaved recording: a",
    "Open recent: b",
  ]);
  for (const { run } of commands) run();
  expect(opened).toEqual(["/r/a.trivet-live", "/r/b.trivet"]);
  expect(en["recent.recovered"]).toContain("{path}");
});
