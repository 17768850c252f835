import { describe, expect, it } from "vitest";
import { parseTargetAddress } from "../../../src/services/connect-url.ts";

describe("parseTargetAddress", () => {
  it.each([
    ["127.0.0.1:6060", "http://127.0.0.1:6060/debug/pprof"],
    [":6060", "http://127.0.0.1:6060/debug/pprof"],
    ["localhost:6060", "http://localhost:6060/debug/pprof"],
    ["[::1]:6060", "http://[::1]:6060/debug/pprof"],
    ["http://h:6060", "http://h:6060/debug/pprof"],
    ["http://h:6060/", "http://h:6060/debug/pprof"],
    ["http://h/debug/pprof", "http://h/debug/pprof"],
    ["http://h/debug/pprof/", "http://h/debug/pprof"],
    ["http://h/debug/pprof/heap?gc=1", "http://h/debug/pprof"],
    ["http://h/admin/debug/pprof/heap", "http://h/admin/debug/pprof"],
    ["HTTPS://H:8443/debug/pprof#x", "https://h:8443/debug/pprof"],
    [" http://h ", "http://h/debug/pprof"],
  ])("%s is %s", (typed, baseUrl) => {
    expect(parseTargetAddress(typed).baseUrls).toEqual([baseUrl]);
  });

  it("tries an unknown path as the base and as its parent", () => {
    expect(parseTargetAddress("h:1/internal/").baseUrls).toEqual([
      "http://h:1/internal",
      "http://h:1/internal/debug/pprof",
    ]);
    expect(parseTargetAddress("h:1/debug/pprofiles").baseUrls).toHaveLength(2);
  });

  it.each([
    ["127.0.0.1:6060", 6060, true],
    ["127.8.8.8:1", 1, true],
    ["localhost", 80, true],
    ["https://[::1]", 443, true],
    ["0.0.0.0:6060", 6060, true],
    ["10.0.0.1:6060", 6060, false],
    ["https://localhost.example.com", 443, false],
    ["127.evil.com", 80, false],
  ])("%s has port %d, loopback %s", (typed, port, isLoopback) => {
    expect(parseTargetAddress(typed)).toMatchObject({ port, isLoopback });
  });

  it.each([
    "",
    "   ",
    "two words",
    "ftp://h/",
    "file:///etc/passwd",
    "http://",
    "h:99999",
    "http://user@h/",
    "http://user:secret@h/",
  ])("refuses %j, without repeating a password", (typed) => {
    const parse = () => parseTargetAddress(typed);
    expect(parse).toThrow(expect.objectContaining({ code: "url-invalid" }));
    expect(parse).not.toThrow(/secret/);
  });

  it.each(["", "   "])("says of %j that nothing was given", (typed) => {
    expect(() => parseTargetAddress(typed)).toThrow("no URL was given");
  });
});
