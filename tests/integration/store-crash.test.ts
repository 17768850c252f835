// What survives a recorder that is killed with SIGKILL, and a disk that is full. The recorder is a real process of its
// own that runs the product's store, bundled as the product is.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import { FolderInvestigationStores } from "../../src/node/project-store/folder-investigation-stores.ts";
import { header, sampleAt } from "../support/sample-journal.ts";

let folder: string;
let recorder: string;

// Appends a sample every two milliseconds and a piece of evidence every fifty, and prints what it has handed over and
// what it knows to be durable.
const recorderSource = `
import { FolderInvestigationStores } from ${JSON.stringify(resolve("src/node/project-store/folder-investigation-stores.ts"))};
import { header, sampleAt, snapshotOf } from ${JSON.stringify(resolve("tests/support/sample-journal.ts"))};
const stores = new FolderInvestigationStores("/nowhere", "0.1.0");
const onProblem = (problem) => { throw problem; };
const path = process.argv[2];
const isNew = process.argv[3] === "new";
const store = isNew
  ? await stores.create({ path, onProblem })
  : (await stores.resume(path, onProblem)).store;
const from = Number(process.argv[4]);
if (isNew) store.append(header);
let second = from;
setInterval(() => {
  store.append(sampleAt(second++));
  process.stdout.write("handed " + second + " " + Date.now() + "\\n");
}, 2);
setInterval(async () => {
  const evidence = await store.putEvidence(Buffer.from("evidence " + second), "txt");
  store.append(snapshotOf(evidence, second));
  process.stdout.write("evidence " + evidence.member + "\\n");
}, 50);
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-crash-"));
  const entry = join(folder, "recorder.ts");
  await writeFile(entry, recorderSource);
  await build({
    configFile: false,
    logLevel: "error",
    resolve: {
      alias: ["yauzl", "yazl", "zod"].map((find) => ({
        find,
        replacement: resolve("node_modules", find),
      })),
    },
    build: {
      ssr: entry,
      outDir: join(folder, "built"),
      target: "node20",
      rolldownOptions: { output: { entryFileNames: "recorder.mjs" } },
    },
    ssr: { noExternal: true },
  });
  recorder = join(folder, "built", "recorder.mjs");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Handed {
  readonly second: number;
  readonly atMillis: number;
}

/** Runs the recorder, kills it after a while, and tells what it had handed over and when. */
async function recordAndKill(
  path: string,
  mode: "new" | "resume",
  from: number,
  afterMs: number,
): Promise<{ handed: Handed[]; evidence: string[]; killedAtMillis: number }> {
  const child: ChildProcess = spawn(
    process.execPath,
    [recorder, path, mode, String(from)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const handed: Handed[] = [];
  const evidence: string[] = [];
  const lines = createInterface({ input: child.stdout! });
  const first = once(lines, "line");
  lines.on("line", (line) => {
    const [kind, value, at] = line.split(" ");
    if (kind === "evidence") evidence.push(value ?? "");
    else handed.push({ second: Number(value), atMillis: Number(at) });
  });
  await first;
  await new Promise((done) => setTimeout(done, afterMs));
  const killedAtMillis = Date.now();
  child.kill("SIGKILL");
  await once(child, "close");
  return { handed, evidence, killedAtMillis };
}

describe("a recorder killed with SIGKILL", () => {
  it("leaves everything up to the last second, twenty times, in one folder", async () => {
    const path = join(folder, "killed.trivet-live");
    const stores = new FolderInvestigationStores(folder, "0.1.0");
    let from = 0;
    let tornJournals = 0;
    for (let round = 0; round < 20; round++) {
      const { handed, evidence, killedAtMillis } = await recordAndKill(
        path,
        round === 0 ? "new" : "resume",
        from,
        // Spread over two batches of half a second each.
        Math.random() * 1100,
      );
      const opened = await stores.open(path);
      if (opened.warnings.length > 0) tornJournals++;
      const model = Investigation.from(opened.entries);
      const column = model.series("target-1", "numGc");
      const seconds = Array.from(column?.values ?? []);
      // Nothing lost in the middle, nothing twice, nothing out of order.
      expect(seconds).toEqual(seconds.map((_, index) => index));
      const survived = seconds.length;
      const mustSurvive = handed.filter(
        ({ atMillis }) => atMillis < killedAtMillis - 1000,
      );
      expect(survived).toBeGreaterThanOrEqual(mustSurvive.at(-1)?.second ?? 0);
      for (const member of evidence)
        expect((await opened.readEvidence(member)).length).toBeGreaterThan(0);
      await stores.verify(path);
      from = survived;
    }
    expect(from).toBeGreaterThan(20);
    console.log(
      `20 kills: ${from} samples survived, ${tornJournals} torn last lines`,
    );
    // And the whole of it can be saved.
    const { store } = await stores.resume(path, (problem) => {
      throw problem;
    });
    await store.exportArchive(join(folder, "killed.trivet"), {});
    await store.close();
    await stores.verify(join(folder, "killed.trivet"));
  });
});

describe("a full disk", () => {
  it("loses nothing, and recording goes on once space is free", async ({
    skip,
  }) => {
    const disk = join(folder, "disk");
    await mkdir(disk);
    const mounted = spawnSync("mount", [
      "-t",
      "tmpfs",
      "-o",
      "size=512k",
      "tmpfs",
      disk,
    ]);
    if (mounted.status !== 0)
      skip("needs root to mount a small disk: not run here");
    try {
      await fillAndFree(disk);
    } finally {
      spawnSync("umount", [disk]);
    }
  });
});

async function fillAndFree(disk: string): Promise<void> {
  const problems: { code?: string }[] = [];
  const stores = new FolderInvestigationStores(disk, "0.1.0", {
    flushIntervalMs: 20,
    retryIntervalMs: 100,
  });
  const store = await stores.create({
    path: join(disk, "live"),
    onProblem: (problem) => problems.push(problem as { code?: string }),
  });
  store.append(header);
  await store.flush();
  // Leave two kilobytes: the disk fills in the middle of a batch, in the middle of a line.
  const { bavail, bsize } = await statfs(disk);
  const ballast = join(disk, "ballast");
  await writeFile(ballast, Buffer.alloc((bavail - 1) * bsize));
  const count = 2000;
  for (let second = 0; second < count; second++) {
    store.append(sampleAt(second));
    store.append({
      type: "view",
      atMillis: second,
      view: { ...Investigation.from([]).view, selectedFunction: `f${second}` },
    });
  }
  await expect(store.flush()).rejects.toMatchObject({ code: "disk-full" });
  await expect(
    store.putEvidence(Buffer.alloc(100_000), "bin"),
  ).rejects.toMatchObject({ code: "disk-full" });
  await new Promise((done) => setTimeout(done, 500));
  // Said once, not at every attempt.
  expect(problems.map(({ code }) => code)).toEqual(["disk-full"]);
  expect(store.problem).toMatchObject({ code: "disk-full" });

  // Saving to another disk works meanwhile, with what this one did not take.
  const elsewhere = join(folder, "elsewhere.trivet");
  await store.exportArchive(elsewhere, {});
  const saved = await stores.open(elsewhere);
  expect(samplesOf(saved.entries)).toBe(count);
  await saved.close();
  // Saving to the full one does not, and leaves nothing behind.
  await expect(
    store.exportArchive(join(disk, "full.trivet"), {}),
  ).rejects.toMatchObject({ code: "disk-full" });

  // What reached the disk is readable even now.
  const partial = await stores.open(store.path);
  expect(samplesOf(partial.entries)).toBeLessThan(count);

  await rm(ballast);
  // Nobody asks: it goes on by itself.
  await expect
    .poll(() => store.problem, { timeout: 5000, interval: 50 })
    .toBeNull();
  store.append(sampleAt(count));
  await store.flush();
  const opened = await stores.open(store.path);
  expect(samplesOf(opened.entries)).toBe(count + 1);
  expect(opened.warnings).toEqual([]);
  const model = Investigation.from(opened.entries);
  expect(model.view.selectedFunction).toBe(`f${count - 1}`);
  // Views that nobody can look at any more did not pile up.
  const views = opened.entries.filter(({ type }) => type === "view");
  expect(views.length).toBeLessThan(5);
  await store.close();
}

function samplesOf(entries: readonly { readonly type: string }[]): number {
  return entries.filter(({ type }) => type === "sample").length;
}
