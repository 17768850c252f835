// The store on a real disk: what is appended comes back, archives hold every byte and nothing else, and the same
// content gives the same file.

import { execFileSync } from "node:child_process";
import {
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import { FolderInvestigationStores } from "../../src/node/project-store/folder-investigation-stores.ts";
import {
  everyKind,
  header,
  sampleAt,
  snapshotOf,
  target,
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

describe("an investigation on disk", () => {
  it("round-trips through a folder and an archive", async () => {
    const store = await stores.create({ title: "gateway: leak/1", onProblem });
    expect(store.path).toMatch(/gateway-leak-1\.trivet-live$/);
    const profile = gzipSync(Buffer.from("a heap profile"));
    const evidence = await store.putEvidence(profile, "pb.gz");
    const entries = [
      ...everyKind.filter(({ type }) => type !== "snapshot"),
      snapshotOf(evidence, 3),
    ];
    for (const entry of entries) store.append(entry);
    await store.flush();

    const live = await stores.open(store.path);
    expect(live.entries).toEqual(entries);
    expect(live.warnings).toEqual([]);
    expect(live.kind).toBe("live");

    const path = join(folder, "case.trivet");
    const written = await store.exportArchive(path, {});
    expect(written.bytes).toBe((await stat(path)).size);
    await store.close();

    const opened = await stores.open(path);
    expect(opened.entries).toEqual(entries);
    expect(opened.warnings).toEqual([]);
    expect(opened.kind).toBe("archive");
    expect(Buffer.from(await opened.readEvidence(evidence.member))).toEqual(
      profile,
    );
    expect(opened.members).toBe(written.members);
    await opened.close();
    const verified = await stores.verify(path);
    expect(verified.entries).toBe(entries.length);
    expect(verified.members).toBe(written.members);
  });
});
