import { describe, expect, it } from "vitest";
import { appCommands } from "../../../../src/renderer/app/commands.ts";
import {
  checkConnect,
  completeUrl,
} from "../../../../src/renderer/app/connect-model.ts";
import {
  forecastLimit,
  forecastMessage,
  growthToForecast,
} from "../../../../src/renderer/app/forecast.ts";
import {
  fuzzyFilter,
  fuzzyScore,
} from "../../../../src/renderer/app/fuzzy-match.ts";
import { panels } from "../../../../src/renderer/app/panels.ts";
import {
  commandForKey,
  keysOf,
  shortcuts,
} from "../../../../src/renderer/app/shortcuts.ts";
import { panelNames } from "../../../../src/core/investigation/view-state.ts";

describe("connect dialog", () => {
  it.each([
    [":6060", "http://127.0.0.1:6060/debug/pprof"],
    ["localhost:6060", "http://localhost:6060/debug/pprof"],
    ["https://host/", "https://host/debug/pprof"],
    ["http://h:1/x/pprof/", "http://h:1/x/pprof"],
    ["  http://h:1/debug/pprof ", "http://h:1/debug/pprof"],
    ["", ""],
  ])("reads %j as %j", (typed, url) => {
    expect(completeUrl(typed)).toBe(url);
  });
  it("refuses slips before they are sent", () => {
    expect(checkConnect("", "")).toMatchObject({ ok: false, field: "url" });
    expect(checkConnect("ftp://h/x", "")).toMatchObject({ field: "url" });
    expect(checkConnect("http://[", "")).toMatchObject({ field: "url" });
    expect(checkConnect(":6060", "12x")).toMatchObject({ field: "pid" });
    for (const pid of ["-1", "1e3", "0x10", "1.0", "0", "99999999999"])
      expect(checkConnect(":6060", pid)).toMatchObject({ field: "pid" });
  });
  it("sends a PID only when one was given", () => {
    expect(checkConnect(":6060", " 42 ")).toEqual({
      ok: true,
      input: { url: "http://127.0.0.1:6060/debug/pprof", pid: 42 },
    });
    expect(checkConnect(":6060", "")).toEqual({
      ok: true,
      input: { url: "http://127.0.0.1:6060/debug/pprof" },
    });
  });
});

describe("forecast", () => {
  const growth = { low: 50, high: 100 };
  it("is an interval", () => {
    expect(
      forecastLimit({ usedBytes: 1000, limitBytes: 7000, growth }),
    ).toEqual({ low: 60_000, high: 120_000 });
  });
  it("has no latest where growth may be nothing, and is none without growth", () => {
    const from = { usedBytes: 0, limitBytes: 100 };
    const open = forecastLimit({ ...from, growth: { low: -1, high: 10 } });
    expect(open?.high).toBe(Infinity);
    expect(open && forecastMessage(open).id).toBe("header.forecastSoonest");
    expect(forecastLimit({ ...from, growth: { low: -9, high: 0 } })).toBeNull();
    expect(forecastLimit({ ...from, limitBytes: null, growth })).toBeNull();
  });
  it("says so when the limit is reached", () => {
    const now = forecastLimit({ usedBytes: 9, limitBytes: 8, growth });
    expect(now && forecastMessage(now).id).toBe("header.forecastNow");
  });
  it("takes growth only from a verdict that says leak", () => {
    const verdict = {
      kind: "heap-leak",
      confidence: "suspected",
      growthBytesPerSecond: growth,
      sites: [],
      alternatives: [],
      nextMeasurement: null,
      summary: { id: "app.name", params: {} },
    } as const;
    expect(growthToForecast(verdict)).toBeNull();
    expect(growthToForecast({ ...verdict, confidence: "probable" })).toBe(
      growth,
    );
    expect(growthToForecast(null)).toBeNull();
  });
});

describe("palette", () => {
  const names = [
    "Save as…",
    "Heap snapshot",
    "Heap snapshot after a forced GC",
    "Open the sample investigation",
    "展开或收起结论详情",
  ];
  const find = (query: string) => fuzzyFilter(names, query, (name) => name);
  it("puts what contains the words first", () => {
    expect(find("snapshot")[0]).toBe("Heap snapshot");
    expect(find("forced")).toEqual(["Heap snapshot after a forced GC"]);
  });
  it("finds word starts and Chinese", () => {
    expect(find("hsf")[0]).toBe("Heap snapshot after a forced GC");
    expect(find("结论")).toEqual(["展开或收起结论详情"]);
  });
  it("keeps the order without a query and finds nothing for nonsense", () => {
    expect(find("")).toEqual(names);
    expect(find("qqq")).toEqual([]);
    expect(fuzzyScore("z", "abc")).toBeNull();
  });
});

describe("shortcuts", () => {
  const press = {
    key: "",
    ctrl: false,
    alt: false,
    shift: false,
    isTyping: false,
    isTerminal: false,
  };
  it("run commands that exist, each key once", () => {
    const ids = new Set(appCommands.map(({ id }) => id));
    for (const { command } of shortcuts)
      expect(ids.has(command), command).toBe(true);
    const keys = shortcuts.map((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(appCommands.map(({ id }) => id)).size).toBe(
      appCommands.length,
    );
  });
  it("tell a plain key from one with Ctrl, Alt or Shift", () => {
    expect(commandForKey({ ...press, key: "5" })).toBe(
      `panel.${panelNames[4]}`,
    );
    expect(commandForKey({ ...press, key: "5", alt: true })).toBeNull();
    expect(commandForKey({ ...press, key: "s", ctrl: true })).toBe(
      "investigation.save",
    );
    expect(commandForKey({ ...press, key: "S", ctrl: true, shift: true })).toBe(
      "investigation.saveAs",
    );
    expect(commandForKey({ ...press, key: "ArrowLeft", alt: true })).toBe(
      "view.back",
    );
    expect(commandForKey({ ...press, key: "?", shift: true })).toBe(
      "app.shortcuts",
    );
  });
  it("leave letters to who types, and Ctrl to the debugger", () => {
    expect(commandForKey({ ...press, key: "n", isTyping: true })).toBeNull();
    const typing = { ...press, ctrl: true, isTyping: true };
    expect(commandForKey({ ...typing, key: "s" })).toBe("investigation.save");
    const terminal = { ...typing, isTerminal: true };
    expect(commandForKey({ ...terminal, key: "s" })).toBeNull();
    expect(commandForKey({ ...terminal, key: "k" })).toBe("app.palette");
  });
});

describe("panels", () => {
  it("has one for each name, in the order of their digits", () => {
    expect(panels.map(({ name }) => name)).toEqual([...panelNames]);
    expect(
      panels.slice(0, 10).map(({ name }) => keysOf(`panel.${name}`)),
    ).toEqual(
      panels
        .slice(0, 10)
        .map((_panel, index) => (index < 9 ? String(index + 1) : undefined)),
    );
  });
});
