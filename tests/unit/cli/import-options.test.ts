// The moments and options of `trivet import prometheus`.

import { describe, expect, it } from "vitest";
import {
  parseImportOptions,
  parseMoment,
} from "../../../src/cli/commands/import-options.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const hour = 3_600_000;

describe("a moment", () => {
  it.each([
    ["2026-11-23T10:00:00Z", now - 2 * hour],
    ["2026-11-23T11:00:00+01:00", now - 2 * hour],
    ["2026-11-23", now - 12 * hour],
    [String(now / 1000), now],
    [`${now / 1000}.25`, now + 250],
    ["24h", now - 24 * hour],
    ["7d", now - 7 * 24 * hour],
    ["1d12h", now - 36 * hour],
    ["now-90m", now - 1.5 * hour],
    ["now", now],
  ])("%s", (text, wanted) => {
    expect(parseMoment(text, now, "--from")).toBe(wanted);
  });

  it.each([
    "",
    "yesterday",
    "24",
    "-24h",
    "2026-13-99",
    "9d9",
    "1e12",
    "99999d",
  ])("%j is refused", (text) => {
    expect(() => parseMoment(text, now, "--from")).toThrow(/--from wants/);
  });
});

describe("options", () => {
  const rest = ["prometheus", "--url", ":9090", "--from", "1h"];
  it.each([
    [["--url", ":9090"], /one source/],
    [["graphite", ...rest.slice(1)], /one source/],
    [["prometheus", "--from", "1h"], /--url/],
    [["prometheus", "--url", ":9090"], /--from/],
    [rest, /--out FILE or --into/],
    [[...rest, "--out", "a", "--into", "b"], /--out FILE or --into/],
    [[...rest, "--out", "a", "--target", "t"], /--target goes with/],
    [[...rest, "--into", "a", "--overwrite"], /--overwrite goes with/],
    [[...rest, "--out", "a", "--to", "2h"], /not before/],
    [[...rest, "--out", "a", "--step", "10ms"], /--step is/],
    [[...rest, "--out", "a", "--timeout", "0"], /--timeout is/],
  ] as const)("%j are refused", (args, fact) => {
    expect(() => parseImportOptions(args, now)).toThrow(fact);
  });

  it("that are whole", () => {
    expect(
      parseImportOptions([...rest, "--out", "a", "--step", "15s"], now),
    ).toMatchObject({
      fromMillis: now - hour,
      toMillis: now,
      stepMs: 15_000,
      match: "",
      timeoutMs: 60_000,
    });
  });
});
