// All three witnesses, all real: the recorder's archive for counters and profiles, gdb's census or object graphs of the
// same process for memory. Agreement confirms; what is of another process must not pass for it.

import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import type { VerdictReport } from "../../src/core/findings/finding.ts";
import {
  extractMarkedJson,
  parseSpanCensus,
} from "../../src/core/go-runtime/parse-span-census.ts";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import { GoDemoLauncher } from "../../src/node/demo/go-demo-launcher.ts";
import { InProcessProfileEngine } from "../../src/node/profile-engine/in-process-engine.ts";
import { openInvestigation } from "../../src/node/project-store/folder-investigation-stores.ts";
import { SignalPauses } from "../../src/node/process-pause/signal-pauses.ts";
import { diagnose } from "../../src/services/diagnose.ts";
import { openInspection } from "../../src/services/inspect.ts";
import { takeHolders } from "../../src/services/take-holders.ts";
import { inspectPorts } from "../support/memory-target.ts";

const path = (relative: string): string =>
  fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const run = promisify(execFile);

const hasGdb = ((): boolean => {
  try {
    execFileSync("gdb", ["--version"]);
    return true;
  } catch {
    return false; // not installed: `trivet doctor` says so
  }
})();

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-witnesses-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Stops the process for the time of the walk. */
async function takeCensus(pid: number): Promise<string> {
  const { stdout } = await run(
    "gdb",
    [
      ["-nx", "-batch", "-iex", "set auto-load off"],
      ["-iex", "set debuginfod enabled off"],
      ["-ex", `source ${path("resources/gdb/commands.py")}`],
      ["-p", String(pid), "-ex", "go-spans --json"],
    ].flat(),
    { timeout: 60_000 },
  );
  return extractMarkedJson(stdout);
}

interface Graph {
  readonly atMillis: number;
  readonly profile: Uint8Array;
}
interface Watched {
  readonly archive: string;
  readonly census: string;
  /** Of an early and of a late moment of the recording. */
  readonly graphs: readonly Graph[];
}

/** Stops the process for the copy. */
async function takeGraph(pid: number): Promise<Graph> {
  const inspection = await openInspection(inspectPorts(), { pid });
  try {
    return await takeHolders(inspection, {
      pauses: new SignalPauses(),
      pid,
      maxPauseMs: 10_000,
      monotonicMillis: () => performance.now(),
      nowMillis: () => Date.now(),
      checkpoint: () => undefined,
    });
  } finally {
    await inspection.close();
  }
}

async function watchDemo(leak: boolean): Promise<Watched> {
  const demo = await new GoDemoLauncher({
    sourcesFolder: path("resources/demo"),
    cacheFolder: join(folder, "cache"),
  }).start({ name: "gateway", leak });
  try {
    const archive = join(folder, `leak-${leak}.trivet`);
    let err = "";
    const recording = main(
      ["record", "--url", demo.url, "--for", "35s", "--out", archive],
      {
        stdout: () => undefined,
        stderr: (text) => (err += text),
        isTerminal: false,
        signal: new AbortController().signal,
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const early = await takeGraph(demo.pid);
    expect(await recording, err).toBe(0);
    const graphs = [early, await takeGraph(demo.pid)];
    return { archive, census: await takeCensus(demo.pid), graphs };
  } finally {
    await demo.stop();
  }
}

async function judge(
  archive: string,
  census: string | null,
  kind: "leaking" | "healthy",
  graphs: readonly Graph[] = [],
): Promise<VerdictReport> {
  const opened = await openInvestigation(archive);
  const engine = new InProcessProfileEngine();
  try {
    const model = Investigation.from(opened.entries);
    const [targetId = ""] = model.targets.keys();
    const member = `evidence/${kind}-census.json`;
    const added = new Map<string, Uint8Array>();
    const add = (
      what: { readonly kind: "spans" | "holders"; readonly atMillis: number },
      name: string,
      bytes: Uint8Array,
    ): void => {
      added.set(name, bytes);
      model.apply({
        type: "snapshot",
        snapshot: {
          id: name,
          targetId,
          ...what,
          requestedAtMillis: what.atMillis,
          member: name,
          bytes: bytes.length,
          sha256: name,
          request: name,
          gcCount: null,
          forcedGc: false,
        },
      });
    };
    if (census !== null) {
      const { atMillis } = parseSpanCensus(census);
      const bytes = new TextEncoder().encode(census);
      add({ kind: "spans", atMillis }, member, bytes);
    }
    graphs.forEach(({ atMillis, profile }, index) =>
      add(
        { kind: "holders", atMillis },
        `evidence/${kind}-graph-${index}.pb`,
        profile,
      ),
    );
    return await diagnose({
      model,
      engine,
      readEvidence: async (wanted) =>
        added.get(wanted) ?? opened.readEvidence(wanted),
    });
  } finally {
    await engine.close();
    await opened.close();
  }
}

test.skipIf(!hasGdb)(
  "agreement confirms, the healthy program is none, a census of another process contradicts",
  async () => {
    const [leaking, healthy] = await Promise.all([
      watchDemo(true),
      watchDemo(false),
    ]);

    const confirmed = await judge(leaking.archive, leaking.census, "leaking");
    const spoken = JSON.stringify(
      confirmed.findings.map(({ statement }) => statement),
    );
    const holds = (rule: string) =>
      confirmed.findings.find((finding) => finding.rule === rule)?.holds;
    expect(holds("live-heap-trend"), spoken).toBe(true);
    expect(holds("site-growth"), spoken).toBe(true);
    expect(holds("span-census"), spoken).toBe(true);
    expect(holds("rate-agreement"), spoken).not.toBe(false);
    // One sampled profile in twenty misses the truth by a little: then the rates are not sure to agree, and it is not
    // confirmed.
    expect(confirmed.verdict, spoken).toMatchObject(
      holds("rate-agreement") === true
        ? { kind: "heap-leak", confidence: "confirmed", nextMeasurement: null }
        : { kind: "heap-leak", confidence: "probable" },
    );
    expect(confirmed.verdict.sites[0]).toMatchObject({
      function: "main.(*glyphCache).render",
      line: 41,
    });

    const none = await judge(healthy.archive, healthy.census, "healthy");
    expect(none.verdict.kind).toBe("none");

    const swapped = await judge(leaking.archive, healthy.census, "healthy");
    expect(swapped.verdict.confidence).toBe("contradictory");
    expect(
      swapped.findings.find(({ rule }) => rule === "span-census")?.holds,
    ).toBe(false);

    // The same without gdb: the graphs are the third witness, and name the holder.
    const held = await judge(leaking.archive, null, "leaking", leaking.graphs);
    const saying = ({ findings }: VerdictReport) =>
      findings.find(({ rule }) => rule === "holder-growth");
    expect(saying(held)).toMatchObject({
      holds: true,
      message: { id: "finding.holder-growth.held-by-site" },
    });
    expect(saying(held)?.statement).toContain(".cache.buckets[]");
    expect(held.verdict.confidence).toBe(confirmed.verdict.confidence);
    expect(held.verdict.heldBy).toMatchObject({ of: "growth" });
    expect(held.verdict.heldBy?.name).toContain(".cache.buckets[]");
    expect(held.verdict.heldBy?.share).toBeGreaterThan(0.8);

    const one = await judge(
      leaking.archive,
      null,
      "leaking",
      leaking.graphs.slice(1),
    );
    expect(saying(one)).toMatchObject({
      holds: true,
      message: { id: "finding.holder-growth.one.held" },
    });
    expect(one.verdict.heldBy).toMatchObject({ of: "heap" });

    const calm = await judge(healthy.archive, null, "healthy", healthy.graphs);
    expect(saying(calm)?.holds).not.toBe(true);
    expect(calm.verdict.kind).toBe("none");
    expect(calm.verdict.heldBy).toBeUndefined();

    const denied = await judge(
      leaking.archive,
      null,
      "leaking",
      healthy.graphs,
    );
    expect(saying(denied)?.holds).toBe(false);
    expect(denied.verdict.confidence).toBe("contradictory");
  },
  180_000,
);
