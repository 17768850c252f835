// A function over snapshots, from the real engine.

import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../../src/core/investigation/model.ts";
import { plainLens } from "../../../src/core/pprof/lens.ts";
import { InProcessProfileEngine } from "../../../src/node/profile-engine/in-process-engine.ts";
import {
  readFunctionSeries,
  snapshotsToRead,
} from "../../../src/services/function-series.ts";
import { ProfileService } from "../../../src/services/profiles.ts";
import { encodeProfile } from "../../support/profile-encode.ts";
import { profileFromText } from "../../support/profile-text.ts";

function snapshot(id: string, atMillis: number, more: Partial<Snapshot> = {}) {
  return {
    id,
    targetId: "target-1",
    kind: "heap",
    requestedAtMillis: atMillis,
    atMillis,
    member: id,
    bytes: 1000,
    sha256: "",
    request: "",
    gcCount: 5,
    forcedGc: false,
    ...more,
  } satisfies Snapshot;
}

const pictures: Readonly<Record<string, string>> = {
  third: "main;leak;grow 40\nmain;leak 2\nmain;other 7",
  first: "main;leak 5\nmain;other 7",
  second: "main;other 7",
  broken: "",
  goroutines: "main;leak 1000",
  elsewhere: "main;leak 1000",
};

async function read(name: string, focus = "") {
  const snapshots = [
    snapshot("third", 3000),
    snapshot("first", 1000),
    snapshot("second", 2000),
    snapshot("broken", 2500),
    snapshot("goroutines", 2000, { kind: "goroutine" }),
    snapshot("elsewhere", 2000, { targetId: "target-2" }),
  ];
  const profiles = new ProfileService(new InProcessProfileEngine());
  profiles.use({
    model: { snapshots },
    readEvidence: (member) =>
      Promise.resolve(
        member === "broken"
          ? new Uint8Array([1, 2, 3])
          : encodeProfile(profileFromText(pictures[member] ?? "")),
      ),
  });
  return readFunctionSeries(
    {
      snapshotId: "first",
      lens: { ...plainLens, filters: { ...plainLens.filters, focus } },
      function: name,
    },
    { profiles, snapshots },
  );
}

describe("a function over snapshots", () => {
  it("has its values in those of its target and kind, in order", async () => {
    const series = await read("leak");
    expect(
      series.points.map(
        ({ snapshotId, atMillis, flat, cum }) =>
          `${snapshotId} ${atMillis} ${flat} ${cum}`,
      ),
    ).toEqual(["first 1000 5 5", "second 2000 0 0", "third 3000 2 42"]);
    expect(series.left).toBe(1);
  });

  it("looks through the lens", async () => {
    const series = await read("leak", "grow");
    expect(series.points.map(({ cum }) => cum)).toEqual([0, 0, 40]);
  });

  it("fails when the question is wrong", async () => {
    await expect(read("leak", "(")).rejects.toMatchObject({
      code: "expression-invalid",
    });
  });

  it("reads no more than a glance allows, the ends among them", () => {
    const many = (count: number, bytes: number) =>
      snapshotsToRead(
        Array.from({ length: count }, (_, at) =>
          snapshot(String(at), at, { bytes }),
        ),
      ).map(({ id }) => Number(id));
    expect(many(7, 1000)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const hundreds = many(500, 1000);
    expect(hundreds).toHaveLength(60);
    expect(hundreds[0]).toBe(0);
    expect(hundreds.at(-1)).toBe(499);
    expect(many(10, 9 << 20)).toEqual([0, 9]);
    expect(many(1, 100 << 20)).toEqual([0]);
    expect(many(0, 0)).toEqual([]);
  });
});
