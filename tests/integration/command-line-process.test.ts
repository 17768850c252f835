// The command line as a process: what happens before its modules are loaded.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleForNode } from "../support/bundle.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-process-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bin = path.resolve(import.meta.dirname, "../../bin/trivet.cjs");

it("ends with 130 on Ctrl-C while it is being loaded, not by the signal", async () => {
  cpSync(bin, path.join(folder, "bin/trivet.cjs"));
  mkdirSync(path.join(folder, "out/main"), { recursive: true });
  writeFileSync(
    path.join(folder, "out/main/cli.js"),
    "console.log('loading'); setTimeout(() => undefined, 60_000);",
  );
  const child = spawn(process.execPath, [path.join(folder, "bin/trivet.cjs")]);
  let said = "";
  child.stderr.on("data", (data) => (said += String(data)));
  const closed = once(child, "close");
  await once(child.stdout, "data");
  child.kill("SIGINT");
  const [code, signal] = (await closed) as [number, string];
  expect({ code, signal, said }).toEqual({
    code: 130,
    signal: null,
    said: "error[cancelled]: stopped by SIGINT\n",
  });
});

it("listens itself as soon as it is loaded: one word, one exit code", async () => {
  symlinkSync(
    path.resolve(import.meta.dirname, "../../node_modules"),
    path.join(folder, "node_modules"),
  );
  const script = await bundleForNode(
    path.resolve(import.meta.dirname, "../../src/cli/index.ts"),
    folder,
  );
  const starter = path.join(folder, "starter.mjs");
  writeFileSync(
    starter,
    `process.on("SIGINT", () => process.exit(7));
await import(${JSON.stringify(script)});
console.log("loaded");`,
  );
  const silent = path.join(folder, "fifo");
  execFileSync("mkfifo", [silent]);
  const child = spawn(process.execPath, [starter, "memstats", silent]);
  let said = "";
  child.stderr.on("data", (data) => (said += String(data)));
  const closed = once(child, "close");
  await Promise.race([once(child.stdout, "data"), closed]);
  child.kill("SIGINT");
  const [code] = (await closed) as [number];
  expect({ code, said }).toEqual({
    code: 130,
    said: expect.stringContaining("stopped by SIGINT") as string,
  });
});
