// The session over the real store: what a window or the recorder does with an investigation, in order.

import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyViewState } from "../../../src/core/investigation/view-state.ts";
import { FolderInvestigationStores } from "../../../src/node/project-store/folder-investigation-stores.ts";
import {
  InvestigationSession,
  type SessionPorts,
} from "../../../src/services/investigation-session.ts";
import type { Clock, Identifiers } from "../../../src/services/ports/basics.ts";
import { sampleAt, snapshotOf, target } from "../../support/sample-journal.ts";

/** A clock that stands still until it is told; what sleeps wakes when its time has come. */
class HandClock implements Clock {
  #now = 1_000_000;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  nowMillis = (): number => this.#now;
  monotonicMillis = (): number => this.#now;
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sleepers.push({ at: this.#now + ms, wake: resolve });
      signal?.addEventListener("abort", () => reject(new Error("cancelled")));
    });
  }
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    for (const { at, wake } of this.#sleepers) if (at <= this.#now) wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

let folder: string;
let clock: HandClock;
let ports: SessionPorts;
const counter = (): Identifiers => {
  let last = 0;
  return { next: (prefix) => `${prefix}-${++last}` };
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-session-"));
  clock = new HandClock();
  ports = {
    stores: new FolderInvestigationStores(join(folder, "base"), "0.1.0"),
    clock,
    ids: counter(),
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const create = (): Promise<InvestigationSession> =>
  InvestigationSession.create(ports, {
    title: "gateway",
    toolVersion: "0.1.0",
    host: "prod-7",
  });

/** A saved archive with one target, three samples, one snapshot and one note. */
async function saveOne(): Promise<string> {
  const session = await create();
  session.append(target);
  for (const second of [1, 2, 3]) session.append(sampleAt(second));
  const evidence = await session.putEvidence(Buffer.from("profile"), "txt");
  session.append(snapshotOf(evidence, 4));
  session.addNote("look at the cache", null);
  const path = join(folder, "case.trivet");
  await session.save(path);
  await session.close();
  return path;
}

describe("failures", () => {
  it("name the file that they are about", async () => {
    const broken = join(folder, "broken.trivet");
    await writeFile(broken, "no archive at all");
    await expect(
      InvestigationSession.open(ports, broken),
    ).rejects.toMatchObject({
      code: "archive-malformed",
      detail: { file: broken },
    });
    const session = await create();
    const nowhere = join(folder, "no-such-folder", "case.trivet");
    await expect(session.save(nowhere)).rejects.toMatchObject({
      detail: { file: nowhere },
    });
    await session.close();
  });
});

describe("a live session", () => {
  it("applies, writes and tells, in this order", async () => {
    const session = await create();
    const told: (string | null)[] = [];
    const listening = session.onChange((entry) => {
      told.push(entry?.type ?? null);
      if (entry?.type === "target")
        expect(session.model.targets.has("target-1")).toBe(true);
    });
    session.append(target);
    session.append(sampleAt(1));
    listening.dispose();
    session.append(sampleAt(2));
    expect(told).toEqual(["target", "sample"]);
    await session.flush();
    const opened = await ports.stores.open(session.path);
    expect(opened.entries.map(({ type }) => type)).toEqual([
      "header",
      "target",
      "sample",
      "sample",
    ]);
    await session.close();
    // Nothing reaches a session that is closed.
    session.append(sampleAt(3));
    expect((await ports.stores.open(opened.path)).entries).toHaveLength(4);
  });

  it("knows what is saved", async () => {
    const session = await create();
    expect(session).toMatchObject({
      kind: "live",
      savedTo: null,
      unsaved: false,
      warnings: [],
    });
    session.append(target);
    expect(session.unsaved).toBe(true);
    const path = join(folder, "case.trivet");
    await session.save(path);
    expect(session).toMatchObject({ savedTo: path, unsaved: false });
    session.saveView({ ...emptyViewState, panel: "notes" });
    expect(session.unsaved).toBe(false);
    session.addNote("more", 5);
    expect(session.unsaved).toBe(true);
    await expect(
      session.save(join(folder, "absent", "case.trivet")),
    ).rejects.toMatchObject({ code: "disk-failed" });
    expect(session).toMatchObject({ savedTo: path, unsaved: true });
    await session.close();
  });

  it("writes a view when it has settled, once, and only a changed one", async () => {
    const session = await create();
    const views = async (): Promise<unknown[]> => {
      await session.flush();
      const { entries } = await ports.stores.open(session.path);
      return entries.flatMap((entry) =>
        entry.type === "view" ? [entry.view.panel] : [],
      );
    };
    session.saveView(emptyViewState);
    await clock.advance(5000);
    expect(await views()).toEqual([]);
    session.saveView({ ...emptyViewState, panel: "table" });
    await clock.advance(600);
    session.saveView({ ...emptyViewState, panel: "gdb" });
    expect(session.model.view.panel).toBe("gdb");
    await clock.advance(600);
    session.append(sampleAt(1));
    await clock.advance(600);
    session.saveView({ ...emptyViewState, panel: "gdb" });
    await clock.advance(5000);
    expect(await views()).toEqual(["gdb"]);
    // Closing does not wait for a view to settle.
    session.saveView({ ...emptyViewState, panel: "notes" });
    await session.close();
    const { entries } = await ports.stores
      .open(session.path || folder)
      .catch(async () => {
        const [name] = await readdir(join(folder, "base"));
        return ports.stores.open(join(folder, "base", name!));
      });
    expect(entries.at(-1)).toMatchObject({ view: { panel: "notes" } });
  });

  it("says nothing where a source says NaN, live and reopened alike", async () => {
    const session = await create();
    session.append({
      type: "sample",
      targetId: "target-1",
      source: "memstats",
      atMillis: 1,
      tookMs: 1,
      values: { heapAlloc: 5, gcCpuFraction: Number.NaN, sys: Infinity },
    });
    expect(session.model.seriesNames("target-1")).toEqual(["heapAlloc"]);
    await session.flush();
    const opened = await ports.stores.open(session.path);
    expect(opened.warnings).toEqual([]);
    expect(opened.entries.at(-1)).toMatchObject({ values: { heapAlloc: 5 } });
    await session.close();
  });

  it("adds, edits and removes notes", async () => {
    const session = await create();
    const note = session.addNote("one", 7);
    expect(session.editNote(note.id, "two")).toEqual({ ...note, text: "two" });
    expect(session.model.notes).toEqual([{ ...note, text: "two" }]);
    session.removeNote(note.id);
    expect(session.model.notes).toEqual([]);
    expect(() => session.editNote(note.id, "x")).toThrow(
      expect.objectContaining({ code: "not-found" }) as Error,
    );
    expect(() => session.removeNote(note.id)).toThrow(
      expect.objectContaining({ code: "not-found" }) as Error,
    );
    await session.close();
  });
});

describe("a session on an archive", () => {
  it("reads without writing anything", async () => {
    const path = await saveOne();
    const before = await readFile(path);
    const folders = await readdir(join(folder, "base"));
    const session = await InvestigationSession.open(ports, path);
    expect(session).toMatchObject({
      kind: "archive",
      path,
      savedTo: path,
      unsaved: false,
      warnings: [],
    });
    expect(session.model.series("target-1", "numGc")?.length).toBe(3);
    const [snapshot] = session.model.snapshots;
    const bytes = await session.readEvidence(snapshot!.member);
    expect(Buffer.from(bytes).toString()).toBe("profile");
    session.saveView({ ...emptyViewState, panel: "compare" });
    await clock.advance(5000);
    await session.flush();
    await session.close();
    expect(await readdir(join(folder, "base"))).toEqual(folders);
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it("stays what it was when saving it fails, and when it is saved elsewhere", async () => {
    const session = await InvestigationSession.open(ports, await saveOne());
    await expect(
      session.save(join(folder, "nowhere", "case.trivet")),
    ).rejects.toMatchObject({
      code: "disk-failed",
      message: `no folder ${join(folder, "nowhere")}`,
      detail: { advice: "no-folder" },
    });
    expect(session).toMatchObject({ isAsArchived: true, unsaved: false });
    await session.save(join(folder, "copy.trivet"));
    expect(session.isAsArchived).toBe(true);
    session.append(sampleAt(9));
    expect(session.isAsArchived).toBe(false);
    await session.close();
  });

  it("moves to a live copy at the first change, and saves over itself when asked", async () => {
    const path = await saveOne();
    const before = await readFile(path);
    const session = await InvestigationSession.open(ports, path);
    session.saveView({ ...emptyViewState, panel: "compare" });
    const note = session.addNote("and at the pool", null);
    expect(note.id).not.toBe(session.model.notes[0]?.id);
    expect(session.unsaved).toBe(true);
    await session.flush();
    expect(session.kind).toBe("live");
    expect(session.savedTo).toBe(path);
    expect((await readFile(path)).equals(before)).toBe(true);
    const [snapshot] = session.model.snapshots;
    expect(await session.readEvidence(snapshot!.member)).toHaveLength(7);

    await session.save(path);
    await session.close();
    const again = await InvestigationSession.open(ports, path);
    expect(again.model.notes.map(({ text }) => text)).toEqual([
      "look at the cache",
      "and at the pool",
    ]);
    expect(again.model.view.panel).toBe("compare");
    await again.close();
  });

  it("keeps the view that is saved without another change", async () => {
    const path = await saveOne();
    const session = await InvestigationSession.open(ports, path);
    session.saveView({ ...emptyViewState, panel: "goroutines" });
    const copy = join(folder, "copy.trivet");
    await session.save(copy);
    expect(session.savedTo).toBe(copy);
    await session.close();
    const again = await InvestigationSession.open(ports, copy);
    expect(again.model.view.panel).toBe("goroutines");
    await again.close();
  });

  it("goes on recording in order, while the copy is still being made", async () => {
    const path = await saveOne();
    const session = await InvestigationSession.open(ports, path);
    for (let second = 10; second < 200; second++)
      session.append(sampleAt(second));
    const evidence = await session.putEvidence(Buffer.from("more"), "txt");
    session.append(snapshotOf(evidence, 200));
    session.append(sampleAt(201));
    await session.close();
    const live = (await readdir(join(folder, "base"))).map((name) =>
      join(folder, "base", name),
    );
    const copies = await Promise.all(live.map((one) => ports.stores.open(one)));
    const copy = copies.find(({ entries }) => entries.length > 100)!;
    const times = copy.entries.flatMap((entry) =>
      entry.type === "sample" ? [entry.values["numGc"]] : [],
    );
    expect(times).toEqual([
      1,
      2,
      3,
      ...Array.from({ length: 190 }, (_, i) => i + 10),
      201,
    ]);
  });

  it("shows why it cannot be continued, keeps what was added and tries again", async () => {
    const path = await saveOne();
    const first = await InvestigationSession.open(ports, path);
    first.addNote("held", null);
    await first.flush();
    // A second session on the live folder of the first: the lock keeps it from writing.
    const second = await InvestigationSession.open(ports, first.path);
    second.addNote("waits", null);
    await expect(second.flush()).rejects.toMatchObject({
      code: "investigation-locked",
    });
    expect(second.warnings).toMatchObject([{ code: "investigation-locked" }]);
    expect(second.model.notes.map(({ text }) => text)).toContain("waits");
    await first.close();
    await second.flush();
    expect(second.warnings).toEqual([]);
    await second.close();
    const { model, path: at } = await InvestigationSession.open(
      ports,
      second.path === ""
        ? folderOf(await readdir(join(folder, "base")))
        : second.path,
    );
    expect(at).toContain(".trivet-live");
    expect(model.notes.map(({ text }) => text)).toEqual([
      "look at the cache",
      "held",
      "waits",
    ]);

    function folderOf(names: string[]): string {
      return join(
        folder,
        "base",
        names.find((name) => name.includes("case"))!,
      );
    }
  });
});

describe("a session on a live folder whose recorder died", () => {
  it("resumes it, and calls it unsaved", async () => {
    const session = await create();
    session.append(target);
    const { path } = session;
    await session.close();
    const resumed = await InvestigationSession.resume(ports, path);
    expect(resumed).toMatchObject({ kind: "live", path, unsaved: true });
    resumed.append(sampleAt(1));
    await resumed.close();
    const again = await InvestigationSession.open(ports, path);
    expect(again.unsaved).toBe(true);
    expect(again.model.series("target-1", "numGc")?.length).toBe(1);
    await again.close();
  });
});
