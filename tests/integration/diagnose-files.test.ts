// `trivet diagnose` over files that somebody saved with curl: no recording, no times but those in them.

import {
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";

interface Report {
  readonly verdict: {
    readonly kind: string;
    readonly confidence: string;
    readonly sites: readonly {
      readonly function: string;
      readonly line: number;
    }[];
    readonly growthBytesPerSecond: {
      readonly low: number;
      readonly high: number;
    } | null;
  };
  readonly findings: readonly {
    readonly rule: string;
    readonly holds: boolean | null;
    readonly evidence: readonly string[];
  }[];
}

let folder = "";
let gateway: GatewayTarget;
const at = (name: string): string => join(folder, name);

async function save(path: string, name: string): Promise<string> {
  const answer = await fetch(`${gateway.url}/${path}`);
  await writeFile(at(name), new Uint8Array(await answer.arrayBuffer()));
  return at(name);
}

/** The same gzip file with a comment in its header (RFC 1952, FCOMMENT): binary that holds lines of text by chance. */
function withGzipComment(file: Buffer, comment: string): Buffer {
  const header = Buffer.from(file.subarray(0, 10));
  header[3] = 0x10;
  return Buffer.concat([
    header,
    Buffer.from(`${comment}\0`),
    file.subarray(10),
  ]);
}

/** 1000 requests a second leave about 4 MB/s behind. One text a second for half a minute, profiles at both ends. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-diagnose-files-"));
  gateway = await startGateway({ rate: 1000 });
  await mkdir(at("texts"));
  await sleep(1500);
  await save("heap?gc=1", "first.pb.gz");
  for (let second = 0; second < 30; second++) {
    const name = `texts/${String(second).padStart(2, "0")}.txt`;
    await save("heap?debug=1", name);
    await sleep(900);
  }
  await save("heap?gc=1", "last.pb.gz");
  await save("goroutine", "goroutine.pb.gz");
  await save("profile?seconds=1", "cpu.pb.gz");
}, 120_000);
afterAll(async () => {
  await gateway.kill();
  await rm(folder, { recursive: true, force: true });
});

async function run(
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await runCli(["diagnose", ...args]);
  return { code, out: stdout, err: stderr };
}

async function report(
  ...args: string[]
): Promise<Report & { readonly err: string }> {
  const { code, out, err } = await run(...args, "--json");
  expect(code, err).toBe(0);
  return { ...(JSON.parse(out) as Report), err };
}

test("two profiles taken with gc=1 say where, and are believed no more than they deserve", async () => {
  const { verdict, findings } = await report(
    "--gc",
    at("first.pb.gz"),
    at("last.pb.gz"),
  );
  expect(verdict).toMatchObject({
    kind: "heap-leak",
    confidence: "suspected",
    sites: [{ function: "main.(*glyphCache).render", line: 41 }],
  });
  // Evidence is named as it was given.
  const growth = findings.find(({ rule }) => rule === "site-growth");
  expect(growth?.evidence.map((path) => basename(path))).toEqual([
    "first.pb.gz",
    "last.pb.gz",
  ]);
});

test("without a word about gc=1 nobody knows which collections they show", async () => {
  const { findings } = await report(at("first.pb.gz"), at("last.pb.gz"));
  expect(findings.find(({ rule }) => rule === "site-growth")?.holds).toBeNull();
});

test("texts of heap?debug=1 are counters and profiles at once, in any order", async () => {
  const { verdict, findings, err } = await report(at("texts"));
  expect(err).toBe("");
  expect(verdict.kind, JSON.stringify(findings, null, 1)).toBe("heap-leak");
  expect(verdict.confidence).toBe("probable");
  expect(verdict.sites[0]?.function).toBe("main.(*glyphCache).render");
  expect(verdict.growthBytesPerSecond?.high).toBeGreaterThan(3e6);
  const names = Array.from({ length: 30 }, (_, i) =>
    at(`texts/${String(29 - i).padStart(2, "0")}.txt`),
  );
  expect((await report(...names)).verdict).toEqual(verdict);
});

test("copies whose times say nothing are dated by their collections", async () => {
  const copies = at("copies");
  await mkdir(copies);
  const names = Array.from(
    { length: 30 },
    (_, i) => `${String(i).padStart(2, "0")}.txt`,
  );
  for (const name of names) {
    await copyFile(at(`texts/${name}`), join(copies, name));
    await utimes(join(copies, name), 2_000_000_000, 2_000_000_000);
  }
  const { verdict } = await report(copies);
  expect(verdict.kind).toBe("heap-leak");
  expect(verdict.sites[0]?.function).toBe("main.(*glyphCache).render");
});

test("what cannot be used is left out by name, the rest counts", async () => {
  await writeFile(at("notes.md"), "# it is slow since Tuesday\n");
  await writeFile(
    at("cut.pb.gz"),
    (await readFile(at("last.pb.gz"))).subarray(0, 900),
  );
  await writeFile(
    at("braced.pb.gz"),
    withGzipComment(await readFile(at("goroutine.pb.gz")), "\n{\ngo_"),
  );
  const files = [
    "first.pb.gz",
    "cpu.pb.gz",
    "notes.md",
    "cut.pb.gz",
    "goroutine.pb.gz",
    "braced.pb.gz",
    "last.pb.gz",
  ];
  const { verdict, err } = await report("--gc", ...files.map(at));
  expect(verdict.sites[0]?.function).toBe("main.(*glyphCache).render");
  for (const name of ["cpu.pb.gz", "notes.md", "cut.pb.gz"])
    expect(err).toMatch(
      new RegExp(`warning\\[[a-z-]+\\]: \\S*${name} is left out`),
    );
  expect(err).not.toContain("goroutine.pb.gz is left out");
  expect(err).not.toContain("braced.pb.gz is left out");
});

test("nothing usable, nothing there, and wrong usage", async () => {
  expect(await run(at("cpu.pb.gz"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("error[profile-incompatible]") as string,
  });
  expect(await run(at("nowhere"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("error[not-found]") as string,
  });
  await mkdir(at("empty"));
  expect((await run(at("empty"))).err).toContain("error[not-found]");
  expect((await run()).code).toBe(2);
  await writeFile(at("case.trivet"), "PK\x03\x04 and no more");
  expect((await run(at("case.trivet"), at("first.pb.gz"))).code).toBe(2);
  expect((await run(at("case.trivet"))).err).toContain(
    "error[archive-malformed]",
  );
});
