// The service around the rules: what it reads, how often, and what a snapshot that cannot be read costs.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import type {
  Snapshot,
  SnapshotKind,
} from "../../src/core/investigation/model.ts";
import { GoDemoLauncher } from "../../src/node/demo/go-demo-launcher.ts";
import { InProcessProfileEngine } from "../../src/node/profile-engine/in-process-engine.ts";
import { createDiagnosisCache, diagnose } from "../../src/services/diagnose.ts";

let folder = "";
const evidence = new Map<string, Uint8Array>();
const engine = new InProcessProfileEngine();

/** Real profiles of the demo, seven seconds of leak apart, each after a forced collection. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-diagnose-service-"));
  const demo = await new GoDemoLauncher({
    sourcesFolder: fileURLToPath(
      new URL("../../resources/demo", import.meta.url),
    ),
    cacheFolder: folder,
  }).start({ name: "gateway", leak: true, rate: 1000 });
  const take = async (name: string, path: string): Promise<void> => {
    const answer = await fetch(`${demo.url}/${path}`);
    evidence.set(name, new Uint8Array(await answer.arrayBuffer()));
  };
  await sleep(2000);
  await take("heap-0", "heap?gc=1");
  await take("goroutine-0", "goroutine");
  await sleep(7000);
  await take("heap-7", "heap?gc=1");
  await demo.stop();
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const snapshot = (
  kind: SnapshotKind,
  second: number,
  member = `${kind}-${second}`,
): Snapshot => ({
  id: `${kind}-${second}`,
  targetId: "t1",
  kind,
  requestedAtMillis: 1_790_000_000_000 + second * 1000,
  atMillis: 1_790_000_000_010 + second * 1000,
  member,
  bytes: evidence.get(member)?.length ?? 0,
  sha256: member,
  request: kind,
  gcCount: null,
  forcedGc: true,
});

function investigation(snapshots: readonly Snapshot[]): Investigation {
  return Investigation.from([
    {
      type: "target",
      target: {
        id: "t1",
        label: "gateway",
        url: null,
        pid: null,
        startTicks: null,
        exe: null,
        goVersion: null,
        buildId: null,
        host: "here",
        memoryLimitBytes: null,
      },
    },
    ...snapshots.map((entry) => ({
      type: "snapshot" as const,
      snapshot: entry,
    })),
  ]);
}

function reader() {
  const reads: string[] = [];
  const readEvidence = async (member: string): Promise<Uint8Array> => {
    reads.push(member);
    const bytes = evidence.get(member);
    if (bytes === undefined) throw new Error(`no ${member}`);
    return bytes;
  };
  return { reads, readEvidence };
}

test("two forced snapshots and no counters: suspected, the leaking line named, connect next", async () => {
  const { readEvidence } = reader();
  const model = investigation([snapshot("heap", 0), snapshot("heap", 7)]);
  const { verdict, findings } = await diagnose({ model, engine, readEvidence });
  expect(verdict, JSON.stringify(findings)).toMatchObject({
    kind: "heap-leak",
    confidence: "suspected",
    sites: [{ function: "main.(*glyphCache).render", line: 41 }],
    nextMeasurement: { kind: "connect" },
  });
});

test("each snapshot is read once for a cache, and leaves nothing decoded behind", async () => {
  const { reads, readEvidence } = reader();
  const cache = createDiagnosisCache();
  const ask = (snapshots: readonly Snapshot[]) =>
    diagnose({ model: investigation(snapshots), engine, readEvidence, cache });
  const first = [snapshot("heap", 0), snapshot("goroutine", 0)];
  await ask(first);
  expect(reads).toEqual(["heap-0", "goroutine-0"]);
  await ask([...first, snapshot("heap", 7)]);
  expect(reads).toEqual(["heap-0", "goroutine-0", "heap-7"]);
  for (const id of ["heap-0", "goroutine-0", "heap-7"])
    expect(engine.isLoaded(id) || engine.isLoaded(`diagnose/${id}`)).toBe(
      false,
    );
});

test("a damaged, a missing and a wrong snapshot are told once each; the others still count", async () => {
  const { readEvidence } = reader();
  const whole = evidence.get("heap-7") ?? new Uint8Array();
  evidence.set("half", whole.slice(0, whole.length / 2));
  const cache = createDiagnosisCache();
  const told: string[] = [];
  const request = {
    model: investigation([
      snapshot("heap", 0),
      snapshot("heap", 3, "half"),
      snapshot("heap", 4, "gone"),
      snapshot("heap", 5, "goroutine-0"),
      snapshot("spans", 6, "heap-0"),
      snapshot("heap", 7),
    ]),
    engine,
    readEvidence,
    cache,
    onUnreadable: ({ id }: Snapshot, { code }: { code: string }) =>
      told.push(`${id} ${code}`),
  };
  const { verdict } = await diagnose(request);
  expect(told).toEqual([
    "heap-3 profile-truncated",
    "heap-4 internal",
    "heap-5 profile-incompatible",
    "spans-6 gdb-failed",
  ]);
  expect(verdict.sites[0]?.function).toBe("main.(*glyphCache).render");
  await diagnose(request);
  expect(told).toHaveLength(4);
});

test("of very many snapshots the first, the last and an even choice between are read", async () => {
  const { reads, readEvidence } = reader();
  const many = Array.from({ length: 300 }, (_, i) =>
    snapshot("heap", i, i < 150 ? "heap-0" : "heap-7"),
  );
  await diagnose({ model: investigation(many), engine, readEvidence });
  expect(reads.length).toBeLessThanOrEqual(25);
  expect(reads.length).toBeGreaterThanOrEqual(20);
  const half = reads.filter((member) => member === "heap-0").length;
  expect(Math.abs(half - reads.length / 2)).toBeLessThanOrEqual(2);
});

test("cancelled means cancelled", async () => {
  const { readEvidence } = reader();
  await expect(
    diagnose({
      model: investigation([snapshot("heap", 0)]),
      engine,
      readEvidence,
      signal: AbortSignal.abort(),
    }),
  ).rejects.toThrow();
});
