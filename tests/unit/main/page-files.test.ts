import {
  mkdtempSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pagePathOf, servePageFile } from "../../../src/main/page-files.ts";

let folder: string;
let root: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trivet-page-"));
  root = join(folder, "page");
  mkdirSync(join(root, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.json"), "{}");
  writeFileSync(join(root, "index.html"), "<p>page");
  writeFileSync(join(root, "assets", "a.js"), "1");
  writeFileSync(join(root, "plain"), "no type");
  symlinkSync(join(folder, "secret.json"), join(root, "link.json"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("servePageFile", () => {
  it("serves files below the page's folder with strict headers", async () => {
    const answer = servePageFile(root, "GET", "app://trivet/");
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("<p>page");
    expect(answer.headers.get("content-security-policy")).toContain(
      "default-src 'none'",
    );
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    const script = servePageFile(root, "GET", "app://trivet/assets/a.js?x");
    expect(script.headers.get("content-type")).toContain("text/javascript");
  });

  it.each([
    "app://trivet/../secret.json",
    "app://trivet/%2e%2e/secret.json",
    "app://trivet/..%2fsecret.json",
    "app://trivet/..%5csecret.json",
    "app://trivet//etc/hosts.json",
    "app://trivet/%2fetc/hosts.json",
    "app://trivet/assets/..%2f..%2fsecret.json",
    "app://trivet/secret.json%00.html",
    "app://trivet/%ff.html",
    "app://trivet/link.json",
    "app://trivet/assets",
    "app://trivet/assets/",
    "app://trivet/plain",
    "app://trivet/missing.html",
    "app://other/index.html",
    "https://trivet/index.html",
    "not a url",
  ])("answers 404 to %s", (url) => {
    expect(servePageFile(root, "GET", url).status).toBe(404);
  });

  it("answers nothing but GET and HEAD", () => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
      expect(
        servePageFile(root, method, "app://trivet/index.html").status,
      ).toBe(404);
  });
});

describe("pagePathOf", () => {
  it("names the start page and files below", () => {
    expect(pagePathOf("app://trivet/")).toEqual(["index.html"]);
    expect(pagePathOf("app://trivet/a/b.js#x")).toEqual(["a", "b.js"]);
  });
});
