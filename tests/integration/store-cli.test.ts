// `trivet project info` and `trivet project verify` on real archives and folders: shapes, exit codes, words.

import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { FolderInvestigationStores } from "../../src/node/project-store/folder-investigation-stores.ts";
import {
  everyKind,
  sampleAt,
  snapshotOf,
  startMillis,
} from "../support/sample-journal.ts";

let folder: string;
let archive: string;
let live: string;
let member: string;

const run = (...args: string[]): Promise<CliRun> => runCli(args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-store-cli-"));
  const stores = new FolderInvestigationStores(folder, "0.1.0");
  live = join(folder, "live");
  const store = await stores.create({
    path: live,
    onProblem: (problem) => {
      throw problem;
    },
  });
  const evidence = await store.putEvidence(Buffer.from("a profile"), "pb.gz");
  member = evidence.member;
  for (const entry of everyKind)
    store.append(entry.type === "snapshot" ? snapshotOf(evidence, 3) : entry);
  store.append(sampleAt(9));
  archive = join(folder, "case.trivet");
  await store.exportArchive(archive, {});
  await store.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("trivet project info", () => {
  it("prints exactly what the command line's contract says", async () => {
    const { code, stdout, stderr } = await run(
      "project",
      "info",
      archive,
      "--json",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const target = everyKind.flatMap((entry) =>
      entry.type === "target" ? [entry.target] : [],
    );
    const series = {
      source: "memstats",
      samples: 2,
      firstMillis: startMillis + 1000,
      lastMillis: startMillis + 9000,
    };
    expect(JSON.parse(stdout)).toEqual({
      schema: "trivet.project.info/1",
      createdAt: "2026-08-23T10:00:00.000Z",
      targets: target,
      series: [
        { name: "heapAlloc", unit: "bytes", ...series },
        { name: "numGc", unit: "count", ...series },
      ],
      snapshots: [
        { kind: "heap", atMillis: startMillis + 3012, gcCount: 7, member },
      ],
      events: [
        {
          kind: "gdb-stopped",
          atMillis: startMillis + 4000,
          text: 'stopped: "SIGINT"\u2028\u0000\ud800',
        },
      ],
      // The journal, one piece of evidence, one transcript, the manifest.
      members: 4,
      bytes: (await stat(archive)).size,
    });
  });

  it("says the same of the live folder", async () => {
    const ofArchive = await run("project", "info", archive, "--json");
    const ofFolder = await run("project", "info", live, "--json");
    const facts = (text: string): Record<string, unknown> => ({
      ...(JSON.parse(text) as Record<string, unknown>),
      members: 0,
      bytes: 0,
    });
    expect(facts(ofFolder.stdout)).toEqual(facts(ofArchive.stdout));
  });

  it("prints for people, and nothing that drives their terminal", async () => {
    const { code, stdout } = await run("project", "info", archive);
    expect(code).toBe(0);
    expect(stdout).toContain("heapAlloc");
    expect(stdout).toContain("gateway @ 127.0.0.1:6060");
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028]/);
  });
});

describe("trivet project verify", () => {
  it("exits 0 on what is intact", async () => {
    for (const path of [archive, live]) {
      const { code, stdout } = await run("project", "verify", path, "--json");
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        schema: "trivet.project.verify/1",
        entries: everyKind.length + 1,
      });
    }
    expect((await run("project", "verify", archive)).stdout).toMatch(/intact/);
  });

  it("exits 1 and names the member at the first mismatch", async () => {
    const bytes = await readFile(archive);
    const at = bytes.indexOf("a profile");
    expect(at).toBeGreaterThan(0);
    const damaged = join(folder, "damaged.trivet");
    await writeFile(damaged, bytes.fill("A", at, at + 1));
    const { code, stdout, stderr } = await run(
      "project",
      "verify",
      damaged,
      "--json",
    );
    expect(code).toBe(1);
    expect(stderr).toContain(`error[archive-mismatch]: ${member}`);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: "archive-mismatch", detail: { member } },
    });
    expect((await run("project", "info", damaged)).code).toBe(1);
  });

  it("knows wrong usage from a file that is not there", async () => {
    expect((await run("project", "verify")).code).toBe(2);
    expect((await run("project", "explode", archive)).code).toBe(2);
    expect((await run("project", "info", archive, archive)).code).toBe(2);
    expect((await run("project", "info", archive, "--frob")).code).toBe(2);
    const absent = await run("project", "verify", join(folder, "absent"));
    expect(absent.code).toBe(1);
    expect(absent.stderr).toContain("error[not-found]");
  });
});
