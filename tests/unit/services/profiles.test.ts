// The service over the real engine: which evidence it reads, when, and what it forgets.

import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../../src/core/investigation/model.ts";
import { plainLens } from "../../../src/core/pprof/lens.ts";
import { InProcessProfileEngine } from "../../../src/node/profile-engine/in-process-engine.ts";
import {
  ProfileService,
  type SnapshotSource,
} from "../../../src/services/profiles.ts";
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
      readEvidence: async () => new Uint8Array(0),
    });
    expect(service.comparability("a", "b")).toMatchObject({
      reliable: false,
      issues: ["too-few-gcs"],
    });
    expect(() => service.comparability("a", "x")).toThrow(/no snapshot x/);
    await expect(service.summary("s")).rejects.toMatchObject({
      code: "profile-incompatible",
    });
  });
});
