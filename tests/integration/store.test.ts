// The store on a real disk: what is appended comes back, archives hold every byte and nothing else, the same content
// gives the same file, and other programs can open it.

import { execFileSync } from "node:child_process";
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FolderInvestigationStores } from "../../src/node/project-store/folder-investigation-stores.ts";
import type { InvestigationStore } from "../../src/services/ports/investigation-store.ts";
import {
  everyKind,
  header,
  sampleAt,
  snapshotOf,
} from "../support/sample-journal.ts";

let folder: string;
let stores: FolderInvestigationStores;
const problems: Error[] = [];
const onProblem = (problem: Error): void => void problems.push(problem);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-store-"));
  stores = new FolderInvestigationStores(join(folder, "base"), "0.1.0");
  problems.length = 0;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  expect(problems).toEqual([]);
});

const profile = gzipSync(Buffer.from("a heap profile"));
const dump = Buffer.from("goroutine 1 [running]:\nmain.main()\n".repeat(50));

/** One entry of every kind and two pieces of evidence, in a folder of its own. */
async function record(name: string): Promise<InvestigationStore> {
  const store = await stores.create({ path: join(folder, name), onProblem });
  const evidence = [
    await store.putEvidence(profile, "pb.gz"),
    await store.putEvidence(dump, "txt"),
  ];
  for (const entry of everyKind.filter(({ type }) => type !== "snapshot"))
    store.append(entry);
  evidence.forEach((item, index) => store.append(snapshotOf(item, index)));
  await store.flush();
  return store;
}

describe("an investigation on disk", () => {
  it("comes back from its folder and from its archive", async () => {
    const store = await record("live");
    const live = await stores.open(store.path);
    expect(live.warnings).toEqual([]);
    expect(live.entries).toHaveLength(everyKind.length + 1);
    expect(live.entries.slice(0, 5)).toEqual(everyKind.slice(0, 5));

    const path = join(folder, "case.trivet");
    const written = await store.exportArchive(path, {});
    expect(written.bytes).toBe((await stat(path)).size);
    await store.close();
    const opened = await stores.open(path);
    expect(opened.entries).toEqual(live.entries);
    expect(opened.warnings).toEqual([]);
    expect(opened).toMatchObject({ kind: "archive", path, ...{ members: 5 } });
    for (const entry of opened.entries) {
      if (entry.type !== "snapshot") continue;
      const bytes = Buffer.from(
        await opened.readEvidence(entry.snapshot.member),
      );
      expect([profile, dump].some((known) => known.equals(bytes))).toBe(true);
    }
    await expect(opened.readEvidence("journal.jsonl")).rejects.toMatchObject({
      code: "not-found",
    });
    await opened.close();
    expect(await stores.verify(path)).toMatchObject({
      entries: opened.entries.length,
      members: written.members,
    });
  });

  it("names the folder by time and title", async () => {
    const first = await stores.create({
      title: "gateway: leak/1 内存",
      onProblem,
    });
    const second = await stores.create({
      title: "gateway: leak/1 内存",
      onProblem,
    });
    expect(first.path).toMatch(
      /\d{4}-\d\d-\d\dT\d{6}-gateway-leak-1-内存\.trivet-live$/,
    );
    expect(second.path).not.toBe(first.path);
    await first.close();
    await second.close();
  });

  it("makes missing parents, and gives up where the disk makes none", async () => {
    const store = await stores.create({
      path: join(folder, "a", "b", "case"),
      onProblem,
    });
    await store.close();
    // procfs answers ENOENT for ever.
    await expect(
      stores.create({ path: "/proc/trivet/case", onProblem }),
    ).rejects.toMatchObject({ code: "disk-failed" });
  });

  it("keeps one copy of equal evidence and refuses strange extensions", async () => {
    const store = await record("live");
    await store.putEvidence(profile, "pb.gz");
    const names = await readdir(join(store.path, "evidence"));
    expect(names).toHaveLength(2);
    // A copy that the disk damaged meanwhile is written again.
    const name = names.find((one) => one.endsWith(".pb.gz")) ?? "";
    const copy = join(store.path, "evidence", name);
    await writeFile(copy, Buffer.alloc(profile.length));
    await store.putEvidence(profile, "pb.gz");
    expect(await readFile(copy)).toEqual(profile);
    await expect(store.putEvidence(profile, "../x")).rejects.toMatchObject({
      code: "bad-request",
    });
    await store.close();
  });

  it("gives the same bytes for the same content, wherever and whenever", async () => {
    const first = await record("one");
    const second = await record("two");
    const a = join(folder, "a.trivet");
    const b = join(folder, "b.trivet");
    await first.exportArchive(a, {});
    await new Promise((resolve) => setTimeout(resolve, 2100));
    process.env["TZ"] = "Asia/Shanghai";
    try {
      await second.exportArchive(b, {});
    } finally {
      process.env["TZ"] = "UTC";
    }
    await first.close();
    await second.close();
    expect((await readFile(a)).equals(await readFile(b))).toBe(true);
    // … and a copy that was opened, continued and saved again unchanged.
    const { store } = await stores.resume(a, onProblem);
    const c = join(folder, "c.trivet");
    await store.exportArchive(c, {});
    await store.close();
    expect((await readFile(c)).equals(await readFile(a))).toBe(true);
  });

  it("is an ordinary ZIP to others", async () => {
    const store = await record("live");
    const path = join(folder, "case.trivet");
    await store.exportArchive(path, {});
    await store.close();
    const out = join(folder, "unzipped");
    execFileSync("unzip", ["-q", path, "-d", out]);
    execFileSync("unzip", ["-tq", path]);
    expect((await readdir(out)).sort()).toEqual([
      "evidence",
      "journal.jsonl",
      "manifest.json",
      "transcripts",
    ]);
    const names = await readdir(join(out, "evidence"));
    const packed = names.find((name) => name.endsWith(".pb.gz")) ?? "";
    expect(await readFile(join(out, "evidence", packed))).toEqual(profile);
    const transcript = await readFile(
      join(out, "transcripts", "gdb-1.txt"),
      "utf8",
    );
    expect(transcript).toBe("(gdb) info goroutines\n");
    for (const line of (await readFile(join(out, "journal.jsonl"), "utf8"))
      .trimEnd()
      .split("\n"))
      expect(JSON.parse(line)).toHaveProperty("entry");
  });

  it("goes on recording while it saves, and saves what came before", async () => {
    const store = await record("live");
    let second = 100;
    const timer = setInterval(() => store.append(sampleAt(second++)), 1);
    const path = join(folder, "case.trivet");
    for (let round = 0; round < 10; round++) {
      await store.exportArchive(path, {});
      await stores.verify(path);
    }
    clearInterval(timer);
    await store.close();
    const opened = await stores.open(path);
    expect(opened.entries.length).toBeGreaterThan(everyKind.length + 5);
    await opened.close();
  });

  it("takes the place of ordinary files only", async () => {
    const store = await record("live");
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    await expect(store.exportArchive(path, {})).rejects.toMatchObject({
      code: "disk-failed",
    });
    expect((await stat(path)).isFIFO()).toBe(true);
    await store.close();
  });

  it("leaves what stood there when saving is cancelled or fails", async () => {
    const store = await record("live");
    for (let i = 0; i < 20; i++)
      await store.putEvidence(Buffer.alloc(3_000_000, i), "bin");
    const path = join(folder, "out", "case.trivet");
    await mkdir(join(folder, "out"));
    await writeFile(path, "what stood there");
    let reported = 0;
    for (const stopAt of [1, 30_000_000, 70_000_000]) {
      const controller = new AbortController();
      await expect(
        store.exportArchive(path, {
          signal: controller.signal,
          onProgress: (done, total) => {
            reported = Math.max(reported, done / total);
            if (done >= stopAt) controller.abort();
          },
        }),
      ).rejects.toMatchObject({ code: "cancelled" });
      expect(await readFile(path, "utf8")).toBe("what stood there");
      expect(await readdir(join(folder, "out"))).toEqual(["case.trivet"]);
    }
    expect(reported).toBeGreaterThan(0.4);
    await expect(
      store.exportArchive(join(folder, "absent", "x.trivet"), {}),
    ).rejects.toMatchObject({ code: "disk-failed" });
    await store.exportArchive(path, {});
    await stores.verify(path);
    await store.close();
  });

  it("does not hold up the event loop while it saves and opens", async () => {
    const store = await stores.create({ path: join(folder, "big"), onProblem });
    store.append(header);
    for (let second = 0; second < 30_000; second++)
      store.append(sampleAt(second));
    await store.putEvidence(Buffer.alloc(40_000_000, "0123456789"), "txt");
    await store.flush();
    let longest = 0;
    const started = performance.now();
    let last = started;
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const path = join(folder, "big.trivet");
    await store.exportArchive(path, {});
    const opened = await stores.open(path);
    clearInterval(timer);
    expect(opened.entries).toHaveLength(30_001);
    // A quarter of the whole on a machine that is busy with other things; in one piece it would be half or more.
    const whole = performance.now() - started;
    expect(longest).toBeLessThan(Math.max(250, whole / 4));
    await opened.close();
    await store.close();
  });

  it("is readable by go tool pprof, member by member", async ({ skip }) => {
    const profiles = await findProfiles();
    if (profiles === null) skip("no Go, or no recorded profile, at hand");
    const store = await stores.create({ path: join(folder, "go"), onProblem });
    store.append(header);
    const bytes = await readFile(profiles ?? "");
    store.append(snapshotOf(await store.putEvidence(bytes, "pb.gz"), 1));
    const path = join(folder, "go.trivet");
    await store.exportArchive(path, {});
    await store.close();
    const out = join(folder, "unzipped");
    execFileSync("unzip", ["-q", path, "-d", out]);
    const [name] = await readdir(join(out, "evidence"));
    const member = join(out, "evidence", name ?? "");
    expect(await readFile(member)).toEqual(bytes);
    expect(gunzipSync(await readFile(member)).length).toBeGreaterThan(0);
    const top = execFileSync("go", ["tool", "pprof", "-top", member], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(top).toMatch(/flat%/);
  });
});

/** A real heap profile: this Go's own tests of pprof are everywhere that Go is; built here from a tiny program. */
async function findProfiles(): Promise<string | null> {
  const path = join(folder, "heap.pb.gz");
  const source = `package main
import ("os"; "runtime"; "runtime/pprof")
var keep [][]byte
func main() {
  runtime.MemProfileRate = 1
  for i := 0; i < 100; i++ { keep = append(keep, make([]byte, 4096)) }
  runtime.GC()
  f, err := os.Create(os.Args[1])
  if err != nil { panic(err) }
  pprof.WriteHeapProfile(f)
  f.Close()
}
`;
  try {
    await writeFile(join(folder, "main.go"), source);
    execFileSync("go", ["run", join(folder, "main.go"), path], {
      stdio: "ignore",
    });
    return path;
  } catch {
    return null;
  }
}
