// Leaks as people write them, each found in memory: of two graphs the top suspect by growth is the holder that the
// source names, and the line that allocates is the marked one. Healthy programs that look alike name nobody.
// The newest Go takes all kinds and the oldest a few; TRIVET_ALL_GO=1 takes all kinds on every Go at hand.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findGrowth } from "../../src/core/object-graph/leak-suspects.ts";
import { buildHoldersView } from "../../src/core/object-graph/holders-view.ts";
import { readHoldersProfile } from "../../src/core/object-graph/holders-profile.ts";
import type { HolderTree } from "../../src/core/object-graph/holder-tree.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { SignalPauses } from "../../src/node/process-pause/signal-pauses.ts";
import {
  openInspection,
  type Inspection,
  type InspectPorts,
} from "../../src/services/inspect.ts";
import { takeHolders } from "../../src/services/take-holders.ts";
import {
  buildLeakKinds,
  readHealthyModes,
  readLeakKinds,
  startLeaking,
} from "../support/leak-kinds.ts";
import type { GraphTarget } from "../support/graph-target.ts";
import { runCli } from "../support/run-cli.ts";
import {
  findToolchains,
  inspectPorts,
  minorOf,
  type Toolchain,
} from "../support/memory-target.ts";

const isFull = process.env["TRIVET_ALL_GO"] === "1";
const kinds = readLeakKinds();
const healthyModes = readHealthyModes();
/** One held by a variable in the data sections, one by a stack, one under types that older maps have. */
const someKinds = new Set(["slice-append", "blocked-send", "map-of-maps"]);
const all = await findToolchains();
const newest = all.reduce((best, toolchain) =>
  minorOf(toolchain.name) > minorOf(best.name) ? toolchain : best,
);
const oldest = all.reduce((best, toolchain) =>
  minorOf(toolchain.name) < minorOf(best.name) ? toolchain : best,
);
const chosen: readonly Toolchain[] = isFull
  ? all
  : [...new Set([oldest, newest])];

/** As the window has it: out of the snapshot's bytes. */
async function take(inspection: Inspection, pid: number): Promise<HolderTree> {
  const { profile } = await takeHolders(inspection, {
    pauses: new SignalPauses(),
    pid,
    maxPauseMs: 20_000,
    monotonicMillis: () => performance.now(),
    nowMillis: () => Date.now(),
    checkpoint: () => undefined,
  });
  return readHoldersProfile(decodeProfile(profile));
}

describe.each(chosen)("Go $name", (toolchain) => {
  let folder: string;
  let binary: string;
  let ports: InspectPorts;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "trivet-kinds-"));
    ports = inspectPorts({ cacheFolder: path.join(folder, "layouts") });
    binary = await buildLeakKinds(toolchain, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function takeTwice(
    mode: string,
  ): Promise<{ readonly before: HolderTree; readonly after: HolderTree }> {
    const target = await startLeaking(binary, mode);
    const { pid } = target;
    let inspection: Inspection | null = null;
    try {
      inspection = await openInspection(ports, { pid });
      const before = await take(inspection, pid);
      await target.command("grow");
      return { before, after: await take(inspection, pid) };
    } finally {
      await inspection?.close();
      await target.stop();
    }
  }

  const isFewer = !isFull && toolchain !== newest;
  const leaks = kinds.filter(({ name }) => !isFewer || someKinds.has(name));
  it.each(leaks)("$name: $holder", async ({ name, holder, file, line }) => {
    const { before, after } = await takeTwice(name);
    const [top, second] = findGrowth(before, after);
    expect(isHeldBy(top!.name, holder), `${top!.name} is ${holder}`).toBe(true);
    expect(top).toMatchObject({ isSuspect: true });
    expect(top!.share).toBeGreaterThan(0.9);
    // 20 MiB have grown, of which one in 512 KiB is sampled.
    expect(top!.bytes - top!.beforeBytes).toBeGreaterThanOrEqual(20 << 20);
    const [site] = top!.sites;
    expect(`${path.basename(site?.file ?? "")}:${site?.line}`).toBe(
      `${file}:${line}`,
    );
    expect(site!.samples).toBeGreaterThan(0);
    expect(second?.isSuspect ?? false).toBe(false);
    const [row] = buildHoldersView(after, before).suspects;
    expect(row).toMatchObject({
      name: top!.name,
      sites: [site, ...top!.sites.slice(1, 5)],
    });
  });

  it.each(isFewer ? healthyModes.slice(0, 1) : healthyModes)(
    "%s: nobody",
    async (mode) => {
      const { before, after } = await takeTwice(mode);
      expect(
        findGrowth(before, after)
          .filter(({ isSuspect }) => isSuspect)
          .map(({ name }) => name),
      ).toEqual([]);
      expect(buildHoldersView(after, before).suspects).toEqual([]);
    },
  );
});

it("names both in one row, as text and as JSON", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "trivet-kinds-"));
  const { file, line } = kinds.find(({ name }) => name === "context-children")!;
  let target: GraphTarget | null = null;
  try {
    const binary = await buildLeakKinds(newest, folder);
    target = await startLeaking(binary, "context-children");
    const out = path.join(folder, "before.pb.gz");
    const retainers = ["inspect", "retainers", "--pid", String(target.pid)];
    const first = await runCli([...retainers, "--out", out]);
    expect(first).toMatchObject({ code: 0 });
    await target.command("grow");
    const text = await runCli([...retainers, "--base", out]);
    const rows = text.stdout.split("\n");
    const grown = rows.findIndex((row) => row.includes("since --base"));
    expect(rows[grown + 1]).toMatch(
      / main\.background\.children\S* \((?:100|9\d)\.\d % /,
    );
    expect(rows[grown + 2]).toMatch(
      new RegExp(
        `allocated in main\\.\\S+ at \\S*/${file}:${line}: about .*, \\d+ samples$`,
      ),
    );
    const json = await runCli([...retainers, "--base", out, "--json"]);
    const { suspects, grown: rise } = JSON.parse(json.stdout) as {
      readonly suspects: readonly unknown[];
      readonly grown: readonly unknown[];
    };
    expect(suspects[0]).toMatchObject({ sites: [{ line }] });
    expect(rise[0]).toMatchObject({
      isSuspect: true,
      sites: [{ line, via: "" }],
    });
  } finally {
    await target?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** `main.cache.pages[value].body` is held by `main.cache.pages`, and not by `main.cache.page`. */
function isHeldBy(name: string, holder: string): boolean {
  return name.startsWith(holder) && !/^\w/.test(name.slice(holder.length));
}

it("knows at least fifteen kinds", () => {
  expect(kinds.length).toBeGreaterThanOrEqual(15);
});
