import { expect, it } from "vitest";
import { idleLimitOf } from "../../../src/services/waiting-limit.ts";

it.each([
  ["http://h/debug/pprof/heap", 10_000],
  ["http://h/debug/pprof/heap?debug=1", 10_000],
  ["http://h/debug/pprof/profile?seconds=30", 40_000],
  ["http://h/debug/pprof/heap?gc=1", 120_000],
  ["http://h/debug/pprof/heap?gc=0", 10_000],
  ["http://h/debug/pprof/goroutine?debug=2", 120_000],
])("a byte of %s may take %d ms", (url, ms) =>
  expect(idleLimitOf(url)).toBe(ms),
);
