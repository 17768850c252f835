// One changed byte anywhere in an archive is found and, inside a member, blamed on that member. A damaged live folder
// gives back everything that stands before the damage.

import {
  appendFile,
  mkdtemp,
  open,
  readFile,
  readdir,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toTrivetError } from "../../src/core/errors.ts";
import { FolderInvestigationStores } from "../../src/node/project-store/folder-investigation-stores.ts";
import {
  defaultZipLimits,
  readZipDirectory,
} from "../../src/node/project-store/zip-directory.ts";
import type { InvestigationStore } from "../../src/services/ports/investigation-store.ts";
import { everyKind, sampleAt, snapshotOf } from "../support/sample-journal.ts";

let folder: string;
let stores: FolderInvestigationStores;
const onProblem = (problem: Error): void => {
  throw problem;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-damage-"));
  stores = new FolderInvestigationStores(join(folder, "base"), "0.1.0");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function record(samples: number): Promise<InvestigationStore> {
  const store = await stores.create({ path: join(folder, "live"), onProblem });
  for (const entry of everyKind.filter(({ type }) => type !== "snapshot"))
    store.append(entry);
  const evidence = [
    await store.putEvidence(gzipSync("a heap profile"), "pb.gz"),
    await store.putEvidence(Buffer.from("goroutine 1 [running]:\n"), "txt"),
  ];
  evidence.forEach((item, index) => store.append(snapshotOf(item, index)));
  for (let second = 0; second < samples; second++)
    store.append(sampleAt(second));
  await store.flush();
  return store;
}

describe("an archive with one changed byte", () => {
  it("is refused at every offset, naming the member that holds it", async () => {
    const store = await record(3);
    const path = join(folder, "case.trivet");
    await store.exportArchive(path, {});
    await store.close();
    const handle = await open(path, "r+");
    const whole = await readFile(path);
    const { members } = await readZipDirectory(
      { fd: handle.fd, bytes: whole.length },
      defaultZipLimits,
    );
    const places = [...members.values()].map((member) => ({
      name: member.name,
      start: member.dataStart,
      end: member.dataStart + member.compressedBytes,
    }));
    const seen = new Set<string>();
    let tried = 0;
    for (let offset = 0; offset < whole.length; offset += 3) {
      const changed = (whole[offset] ?? 0) ^ (1 << (offset & 7));
      await handle.write(Uint8Array.of(changed), 0, 1, offset);
      const error = await stores.verify(path).then(
        () => {
          throw new Error(`the change at ${offset} was not seen`);
        },
        (thrown: unknown) => toTrivetError(thrown),
      );
      await expect(stores.open(path)).rejects.toMatchObject({
        code: error.code,
      });
      expect(error.code).toMatch(/^archive-/);
      const place = places.find(
        ({ start, end }) => offset >= start && offset < end,
      );
      if (place !== undefined) {
        seen.add(place.name);
        // A change to packed bytes may unpack to more than declared; it is blamed on the member all the same.
        expect(["archive-mismatch", "archive-too-large"]).toContain(error.code);
        // The last byte of packed data may have bits that unpack to nothing: only the seal sees them change.
        const isUnused =
          offset === place.end - 1 &&
          error.detail["member"] === "(archive structure)";
        if (!isUnused) {
          expect(error.detail["member"], `offset ${offset}`).toBe(place.name);
          expect(error.message).toContain(place.name);
        }
      }
      await handle.write(whole, offset, 1, offset);
      tried++;
    }
    await handle.close();
    expect([...seen].sort()).toEqual([...members.keys()].sort());
    expect(tried).toBeGreaterThan(1000);
    await stores.verify(path);
  });

  it("is told from one that was cut off, grew, or is none, in words of our own", async () => {
    const store = await record(3);
    const path = join(folder, "case.trivet");
    await store.exportArchive(path, {});
    await store.close();
    const bytes = await readFile(path);
    for (const [content, said] of [
      [bytes.subarray(0, bytes.length >> 1), "cut off"],
      [Buffer.concat([bytes, Buffer.from("junk")]), "4 bytes were appended"],
      [Buffer.from("a profile"), "no archive"],
      [Buffer.alloc(0), "the file is empty"],
    ] as const) {
      await writeFile(path, content);
      const { code, message } = await stores.verify(path).then(
        () => {
          throw new Error("a damaged archive was taken for a whole one");
        },
        (thrown: unknown) => toTrivetError(thrown),
      );
      expect(code).toBe("archive-malformed");
      expect(message).toContain(said);
      expect(message).not.toMatch(/signature|central directory|Expected:/);
    }
  });

  it("is found when evidence is read after the file was changed", async () => {
    const store = await record(1);
    const path = join(folder, "case.trivet");
    await store.exportArchive(path, {});
    await store.close();
    const opened = await stores.open(path);
    const member = opened.entries.flatMap((entry) =>
      entry.type === "snapshot" ? [entry.snapshot.member] : [],
    )[0]!;
    const bytes = await readFile(path);
    const at = bytes.indexOf(gzipSync("a heap profile"));
    await writeFile(path, bytes.fill(0, at + 10, at + 14));
    await expect(opened.readEvidence(member)).rejects.toMatchObject({
      code: "archive-mismatch",
      detail: { member },
    });
    await opened.close();
  });
});

describe("a damaged live folder", () => {
  it("loses nothing but an unfinished last line", async () => {
    const store = await record(20);
    await store.close();
    const journal = join(store.path, "journal.jsonl");
    const { entries } = await stores.open(store.path);
    await appendFile(journal, '{"hash":"0123');
    const torn = await stores.open(store.path);
    expect(torn.entries).toEqual(entries);
    expect(torn.warnings).toMatchObject([{ code: "journal-corrupt" }]);
    await stores.verify(store.path);

    const resumed = await stores.resume(store.path, onProblem);
    expect(resumed.opened.entries).toEqual(entries);
    expect(resumed.opened.warnings).toHaveLength(1);
    resumed.store.append(sampleAt(999));
    await resumed.store.close();
    const again = await stores.open(store.path);
    expect(again.entries).toEqual([...entries, sampleAt(999)]);
    expect(again.warnings).toEqual([]);
  });

  it("opens at every length that a crash can leave", async () => {
    const store = await record(5);
    await store.close();
    const journal = join(store.path, "journal.jsonl");
    const text = await readFile(journal);
    const { entries } = await stores.open(store.path);
    for (let length = text.length; length > 600; length -= 41) {
      await truncate(journal, length);
      const opened = await stores.open(store.path);
      const whole = text.subarray(0, length).toString().split("\n").length - 1;
      expect(opened.entries).toEqual(entries.slice(0, whole));
    }
  });

  it("opens what stands before damage in the middle, and keeps the rest aside", async () => {
    const store = await record(40);
    await store.close();
    const journal = join(store.path, "journal.jsonl");
    const { entries } = await stores.open(store.path);
    const bytes = await readFile(journal);
    const lines = bytes.toString().split("\n");
    const damagedLine = 30;
    const at = Buffer.byteLength(lines.slice(0, damagedLine).join("\n")) + 120;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(journal, bytes);

    const opened = await stores.open(store.path);
    expect(opened.entries).toEqual(entries.slice(0, damagedLine));
    expect(opened.warnings).toMatchObject([
      {
        code: "journal-corrupt",
        message: expect.stringContaining(`line ${damagedLine + 1}`) as string,
      },
    ]);
    await expect(stores.verify(store.path)).rejects.toMatchObject({
      code: "journal-corrupt",
      detail: { member: "journal.jsonl", line: damagedLine + 1 },
    });

    const resumed = await stores.resume(store.path, onProblem);
    resumed.store.append(sampleAt(999));
    const path = join(folder, "case.trivet");
    await resumed.store.exportArchive(path, {});
    await resumed.store.close();
    await stores.verify(path);
    const names = await readdir(store.path);
    const aside = names.find((name) => name.startsWith("journal.damaged-"));
    expect(await readFile(join(store.path, aside!))).toEqual(bytes);
  });

  it("is refused when not even its first entry is intact", async () => {
    const store = await record(1);
    await store.close();
    const handle = await open(join(store.path, "journal.jsonl"), "r+");
    await handle.write("x", 100);
    await handle.close();
    await expect(stores.open(store.path)).rejects.toMatchObject({
      code: "journal-corrupt",
    });
    await expect(stores.resume(store.path, onProblem)).rejects.toMatchObject({
      code: "journal-corrupt",
    });
    await expect(stores.open(folder)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("can still be saved when evidence is damaged or gone, and says what is missing", async () => {
    const store = await record(1);
    const names = (await readdir(join(store.path, "evidence"))).sort();
    const [damaged, gone] = names.map((name) => `evidence/${name}`);
    await writeFile(join(store.path, damaged!), "something else");
    await expect(store.readEvidence(damaged!)).rejects.toMatchObject({
      code: "archive-mismatch",
    });
    await expect(stores.verify(store.path)).rejects.toMatchObject({
      code: "archive-mismatch",
      detail: { member: damaged },
    });
    await rm(join(store.path, gone!));
    expect((await stores.open(store.path)).warnings).toMatchObject([
      {
        code: "archive-mismatch",
        message: expect.stringContaining(gone!) as string,
      },
    ]);
    const path = join(folder, "case.trivet");
    await store.exportArchive(path, {});
    await store.close();
    await stores.verify(path);
    const opened = await stores.open(path);
    expect(opened.warnings.map(({ message }) => message).sort()).toEqual([
      expect.stringContaining(damaged!),
      expect.stringContaining(gone!),
    ]);
    await opened.close();
  });
});

describe("the lock of a live folder", () => {
  it("keeps a second writer out, and lets readers in", async () => {
    const store = await record(1);
    await expect(stores.resume(store.path, onProblem)).rejects.toMatchObject({
      code: "investigation-locked",
      detail: { pid: process.pid },
    });
    await expect(
      stores.create({ path: store.path, onProblem }),
    ).rejects.toMatchObject({ code: "investigation-locked" });
    expect((await stores.open(store.path)).warnings).toEqual([]);
    await store.close();
    await expect(
      stores.create({ path: store.path, onProblem }),
    ).rejects.toMatchObject({ code: "disk-failed" });
    const resumed = await stores.resume(store.path, onProblem);
    await resumed.store.close();
    expect(await readdir(store.path)).not.toContain("lock");
  });

  it("is taken over from the dead, the reborn and the torn", async () => {
    const store = await record(1);
    await store.close();
    const lock = join(store.path, "lock");
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    const owner = { bootId: null, host: hostname(), sinceMillis: 0 };
    const stale = [
      JSON.stringify({ ...owner, pid: dead, startTicks: 1 }),
      // This very PID, but started at another time.
      JSON.stringify({ ...owner, pid: process.pid, startTicks: 1 }),
      JSON.stringify({
        ...owner,
        pid: 1,
        startTicks: null,
        bootId: "another boot",
      }),
      '{"pid":',
      "",
    ];
    for (const text of stale) {
      await writeFile(lock, text);
      const resumed = await stores.resume(store.path, onProblem);
      await resumed.store.close();
    }
    await writeFile(
      lock,
      JSON.stringify({ ...owner, pid: 1, startTicks: null, host: "elsewhere" }),
    );
    await expect(stores.resume(store.path, onProblem)).rejects.toMatchObject({
      code: "investigation-locked",
    });
  });

  it("goes to exactly one of many that want it", async () => {
    const store = await record(1);
    await store.close();
    await writeFile(join(store.path, "lock"), "torn");
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, () => stores.resume(store.path, onProblem)),
    );
    const winners = tries.flatMap((result) =>
      result.status === "fulfilled" ? [result.value.store] : [],
    );
    expect(winners).toHaveLength(1);
    await winners[0]!.close();
    const left = await readdir(store.path);
    expect(left.sort()).toEqual(["evidence", "journal.jsonl"]);
    expect((await stat(store.path)).mode & 0o077).toBe(0);
  });
});
