import { describe, expect, it } from "vitest";
import { explainBadUrl } from "../../../src/core/target-url.ts";
import { checkConnect } from "../../../src/renderer/app/connect-model.ts";
import { parseTargetAddress } from "../../../src/services/connect-url.ts";

describe("explainBadUrl", () => {
  it.each([
    ["", /^no URL was given$/],
    ["javascript:alert(1)", /^javascript: is not http or https/],
    ["ftp://h/x", /^ftp: is not http or https/],
    ["127.0.0.1:99999", /^port 99999 is larger than 65535/],
    ["http://h:99999/debug/pprof", /^port 99999 is larger than 65535/],
    ["http://[::1", /^the bracket of an IPv6 address is not closed/],
    ["[::1", /^the bracket of an IPv6 address is not closed/],
    ["host:abc", /^"abc" is no port number/],
    ["two words", /^a URL has no spaces in it/],
    ["http://", /^the URL names no host/],
  ])(
    "says what is wrong with %j, in the dialog and behind it",
    (typed, why) => {
      expect(explainBadUrl(typed)).toMatch(why);
      const check = checkConnect(typed, "");
      expect(check).toMatchObject({ ok: false, field: "url" });
      if (!check.ok) expect(check.error.message).toMatch(why);
      expect(() => parseTargetAddress(typed)).toThrow(why);
    },
  );

  it("shows no more of it than fits", () => {
    expect(explainBadUrl(`x y${"z".repeat(5000)}`).length).toBeLessThan(260);
  });
});
