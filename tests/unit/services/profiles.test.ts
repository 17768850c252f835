// The service over the real engine: which evidence it reads, when, and what it forgets.

import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../../src/core/investigation/model.ts";
import { plainLens } from "../../../src/core/pprof/lens.ts";
import { InProcessProfileEngine } from "../../../src/node/profile-engine/in-process-engine.ts";
import { ProfileService } from "../../../src/services/profiles.ts";
import type { SnapshotSource } from "../../../src/services/snapshot-profiles.ts";
import { encodeProfile } from "../../support/profile-encode.ts";
import { profileFromText } from "../../support/profile-text.ts";

function snapshot(id: string, more: Partial<Snapshot> = {}): Snapshot {
  return {
    id,
    targetId: "target-1",
    kind: "heap",
    requestedAtMillis: 1000,
    atMillis: 1001,
    member: `evidence/${id}.pb.gz`,
    bytes: 1,
    sha256: "",
    request: "",
    gcCount: 5,
    forcedGc: false,
    ...more,
  };
}

function source(pictures: Readonly<Record<string, string>>) {
  const reads: string[] = [];
  const investigation: SnapshotSource = {
    model: { snapshots: Object.keys(pictures).map((id) => snapshot(id)) },
    readEvidence: async (member) => {
      reads.push(member);
      const id = member.slice("evidence/".length, -".pb.gz".length);
      return encodeProfile(profileFromText(pictures[id] ?? ""));
    },
  };
  return { investigation, reads };
}

const top = async (service: ProfileService, id: string) =>
  (
    await service.top({
      subject: { kind: "single", id },
      lens: plainLens,
      cum: false,
    })
  ).rows.map((row) => `${row.flat} ${row.name}`);

describe("ProfileService", () => {
  it("reads evidence once, when it is first asked for", async () => {
    const { investigation, reads } = source({ a: "f 1", b: "g 2" });
    const service = new ProfileService(new InProcessProfileEngine());
    service.use(investigation);
    expect(reads).toEqual([]);
    const [rows, summary] = await Promise.all([
      top(service, "a"),
      service.summary("a"),
    ]);
    expect(rows).toEqual(["1 f"]);
    expect(summary.totals).toEqual([1]);
    await service.summary("a");
    expect(reads).toEqual(["evidence/a.pb.gz"]);
  });

  it("compares two snapshots by their ids", async () => {
    const { investigation } = source({ a: "f 1", b: "f 5\ng 1" });
    const service = new ProfileService(new InProcessProfileEngine());
    service.use(investigation);
    const table = await service.top({
      subject: {
        kind: "comparison",
        before: "a",
        after: "b",
        mode: "diff-base",
        normalize: false,
      },
      lens: plainLens,
      cum: false,
    });
    expect(table.rows.map((row) => row.flat)).toEqual([4, 1]);
    expect(table.total).toBe(1);
  });

  it("keeps the last few, and loads what was dropped again", async () => {
    const { investigation, reads } = source({ a: "f 1", b: "g 2", c: "h 3" });
    const engine = new InProcessProfileEngine();
    const service = new ProfileService(engine, { maxHeld: 2 });
    service.use(investigation);
    await service.summary("a");
    await service.summary("b");
    await service.summary("a");
    await service.summary("c");
    await service.summary("a");
    await service.summary("b");
    expect(reads.map((member) => member.charAt("evidence/".length))).toEqual([
      ..."abcb",
    ]);
    expect(engine.isLoaded("1/c")).toBe(false);
  });

  it("lets go of a profile whose companion there is none of", async () => {
    const { investigation } = source({ a: "f 1", b: "g 2", c: "h 3" });
    const engine = new InProcessProfileEngine();
    const service = new ProfileService(engine, { maxHeld: 1 });
    service.use(investigation);
    await service.summary("a");
    await expect(service.comparability("a", "absent")).rejects.toThrow(
      "absent",
    );
    await service.summary("b");
    expect(engine.isLoaded("1/a")).toBe(false);
  });

  it("forgets everything when another investigation is opened", async () => {
    const first = source({ a: "f 1" });
    const second = source({ a: "other 9" });
    const engine = new InProcessProfileEngine();
    const service = new ProfileService(engine);
    service.use(first.investigation);
    expect(await top(service, "a")).toEqual(["1 f"]);
    service.use(second.investigation);
    expect(engine.isLoaded("1/a")).toBe(false);
    expect(await top(service, "a")).toEqual(["9 other"]);
    service.use(null);
    await expect(top(service, "a")).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("fails what was under way when the investigation is switched", async () => {
    const { investigation } = source({ a: "f 1" });
    const engine = new InProcessProfileEngine();
    const service = new ProfileService(engine);
    service.use(investigation);
    const pending = top(service, "a");
    service.use(source({ a: "other 9" }).investigation);
    await expect(pending).rejects.toMatchObject({ code: "cancelled" });
    expect(engine.isLoaded("1/a")).toBe(false);
  });

  it("lets one of two who wait give up", async () => {
    const { investigation, reads } = source({ a: "f 1" });
    const service = new ProfileService(new InProcessProfileEngine());
    service.use(investigation);
    const controller = new AbortController();
    const impatient = service.summary("a", controller.signal);
    const patient = service.summary("a");
    controller.abort();
    await expect(impatient).rejects.toMatchObject({ code: "cancelled" });
    expect((await patient).totals).toEqual([1]);
    expect(reads).toHaveLength(1);
  });

  it("tries again after evidence that could not be read", async () => {
    const { investigation } = source({ a: "f 1" });
    let broken = true;
    const service = new ProfileService(new InProcessProfileEngine());
    service.use({
      ...investigation,
      readEvidence: async (member) =>
        broken ? new Uint8Array(0) : investigation.readEvidence(member),
    });
    await expect(service.summary("a")).rejects.toMatchObject({
      code: "profile-empty",
    });
    broken = false;
    expect((await service.summary("a")).totals).toEqual([1]);
  });

  it("says whether two snapshots can be compared, and what is no profile", async () => {
    const service = new ProfileService(new InProcessProfileEngine());
    service.use({
      model: {
        snapshots: [
          snapshot("a"),
          snapshot("b", { gcCount: 6 }),
          snapshot("s", { kind: "spans" }),
        ],
      },
      readEvidence: async () =>
        encodeProfile(profileFromText("main;f 9 576 3 192")),
    });
    expect(await service.comparability("a", "b")).toMatchObject({
      reliable: false,
      issues: ["too-few-gcs"],
    });
    expect((await service.comparability("a", "s")).issues).toContain(
      "different-kind",
    );
    await expect(service.comparability("a", "x")).rejects.toThrow(
      /no snapshot x/,
    );
    await expect(service.summary("s")).rejects.toMatchObject({
      code: "profile-incompatible",
    });
  });

  it("puts two side by side, and follows many without holding them all", async () => {
    const pictures = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [
        `s${i}`,
        `main;leak ${10 + 5 * i}\nmain;steady 7`,
      ]),
    );
    const { investigation, reads } = source(pictures);
    const snapshots = investigation.model.snapshots.map((own, i) => ({
      ...own,
      atMillis: 1000 + i * 2000,
      gcCount: null,
    }));
    const engine = new InProcessProfileEngine();
    const service = new ProfileService(engine, { maxHeld: 2 });
    service.use({ ...investigation, model: { snapshots } });
    const table = await service.compare({
      before: "s0",
      after: "s8",
      lens: plainLens,
    });
    expect(table.rows.find(({ name }) => name === "leak")?.flat).toMatchObject({
      before: 10,
      after: 50,
      grown: 40,
    });
    const steps: string[] = [];
    const trend = await service.trend(
      {
        snapshotIds: Object.keys(pictures).reverse(),
        lens: plainLens,
        rowsAre: "flat",
        limit: 10,
      },
      { onProgress: (done, total) => steps.push(`${done}/${total}`) },
    );
    expect(trend.rows[0]).toMatchObject({
      name: "leak",
      slope: 2.5,
      grewIn: 8,
      shrankIn: 0,
    });
    expect([...trend.times]).toEqual(snapshots.map((own) => own.atMillis));
    expect(steps).toEqual(Array.from({ length: 10 }, (_, i) => `${i}/9`));
    expect(
      snapshots.filter(({ id }) => engine.isLoaded(`1/${id}`)).length,
    ).toBeLessThanOrEqual(2);
    expect(new Set(reads).size).toBe(9);
  });

  it("dates a trend's heap profiles by the heap that they show", async () => {
    const { investigation } = source({ a: "f 1", b: "f 2" });
    const service = new ProfileService(new InProcessProfileEngine());
    const cycle = (number: number, endMillis: number) => ({
      targetId: "target-1",
      number,
      endMillis,
      pauseNs: 1,
    });
    service.use({
      ...investigation,
      model: {
        snapshots: [
          snapshot("a", { gcCount: 5, atMillis: 9000 }),
          snapshot("b", { gcCount: 9, atMillis: 20_000 }),
        ],
        gcCycles: [cycle(4, 8000), cycle(8, 15_000)],
      },
    });
    const { times } = await service.trend({
      snapshotIds: ["a", "b"],
      lens: plainLens,
      rowsAre: "stack",
      limit: 10,
    });
    expect([...times]).toEqual([8000, 15_000]);
  });

  it("stops a trend, and refuses what is none", async () => {
    const { investigation } = source({ a: "f 1", b: "f 2" });
    const service = new ProfileService(new InProcessProfileEngine());
    service.use({
      ...investigation,
      model: {
        snapshots: [
          ...investigation.model.snapshots,
          snapshot("g", { kind: "goroutine" }),
        ],
      },
    });
    const trend = (snapshotIds: readonly string[], signal?: AbortSignal) =>
      service.trend(
        { snapshotIds, lens: plainLens, rowsAre: "flat", limit: 10 },
        signal === undefined ? {} : { signal },
      );
    await expect(trend(["a"])).rejects.toMatchObject({
      code: "profile-incompatible",
    });
    await expect(trend(["a", "a"])).rejects.toMatchObject({
      code: "profile-incompatible",
    });
    await expect(trend(["a", "g"])).rejects.toMatchObject({
      code: "profile-incompatible",
    });
    const controller = new AbortController();
    controller.abort();
    await expect(trend(["a", "b"], controller.signal)).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
