// A core of the demo, offline, through the thread that the window uses: who left it, who held its heap, what is refused,
// and that giving up is heard.

import { execFile } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildHoldersView } from "../../src/core/object-graph/holders-view.ts";
import { readHoldersProfile } from "../../src/core/object-graph/holders-profile.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { buildSiteTable } from "../../src/core/pprof/allocation-sites.ts";
import { ThreadHeapGraphs } from "../../src/main/thread-heap-graphs.ts";
import { bundleForNode } from "../support/bundle.ts";
import { buildGateway, startGateway } from "../support/gateway-target.ts";

const run = promisify(execFile);
/** Go's build cache is the usual one: what was compiled before need not be again. */
const usualEnvironment = { ...process.env };
let folder: string;
let core: string;
let binary: string;
let pid: number;
let graphs: ThreadHeapGraphs;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-core-"));
  process.env["XDG_CACHE_HOME"] = path.join(folder, "cache");
  binary = await buildGateway();
  const target = await startGateway({ leak: true, rate: 2000 });
  try {
    pid = target.pid;
    const heap = async (): Promise<number> => {
      const text = await (await fetch(`${target.url}/heap?debug=1`)).text();
      return Number(/# HeapAlloc = (\d+)/.exec(text)?.[1]);
    };
    // Until the leak is most of the heap.
    await vi.waitUntil(async () => (await heap()) > 24 << 20, {
      timeout: 90_000,
      interval: 250,
    });
    await run("gcore", ["-o", path.join(folder, "core"), String(pid)]);
  } finally {
    await target.kill();
  }
  core = path.join(folder, `core.${pid}`);
  graphs = new ThreadHeapGraphs(
    await bundleForNode("src/main/graph-thread.ts", folder),
  );
}, 180_000);
afterAll(async () => {
  await graphs.close();
  rmSync(folder, { recursive: true, force: true });
});

it("says who left it, who held the heap, and what allocated it", async () => {
  const facts = await graphs.identifyCore(core, null);
  expect(facts).toMatchObject({ core, executable: binary, pid });
  expect(facts.buildId).toMatch(/\S{8}/);
  expect(facts.writtenAtMillis).toBe(Math.round(statSync(core).mtimeMs));

  const shares: number[] = [];
  const taken = await graphs.takeCore(facts, {
    onProgress: (done) => shares.push(done),
  });
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(taken).toMatchObject({
    pausedMs: 0,
    isApproximate: false,
    unreadableBytes: 0,
    atMillis: facts.writtenAtMillis,
  });
  const tree = readHoldersProfile(decodeProfile(taken.profile));
  const view = buildHoldersView(tree, null);
  expect(view.retainedBytes).toBe(taken.bytes);
  expect(view.suspects[0]?.name).toContain(".cache.buckets[]");
  expect(view.suspects[0]?.share).toBeGreaterThan(0.5);

  const { sites } = buildSiteTable(decodeProfile(taken.heapProfile!));
  expect(sites[0]).toMatchObject({
    function: "main.(*glyphCache).render",
    line: 41,
  });
}, 60_000);

describe("what cannot be opened is said, not tried", () => {
  const refuse = async (
    code: string,
    file: string,
    executable: string | null = null,
  ): Promise<void> => {
    await expect(graphs.identifyCore(file, executable)).rejects.toMatchObject({
      code,
    });
  };
  const at = (name: string): string => path.join(folder, name);

  it("no core", async () => {
    writeFileSync(at("notes.txt"), "not a core");
    await refuse("core-malformed", at("notes.txt"));
    await refuse("core-malformed", binary);
    await refuse("not-found", at("none"));
    await refuse("usage", folder);
  });

  it("no program, or another build of it", async () => {
    await refuse("not-found", core, at("none"));
    await refuse("core-mismatch", core, process.execPath);
  });

  it("a program without symbols and type information", async () => {
    const sources = path.resolve("resources/demo/gateway");
    const stripped = at("stripped");
    await run("go", ["build", "-ldflags=-s -w", "-o", stripped, "."], {
      cwd: sources,
      env: {
        ...usualEnvironment,
        GOTOOLCHAIN: "local",
        GOFLAGS: "-mod=mod",
      },
    });
    // Its build id differs as well; without one in the core it would be taken by its name.
    await refuse("core-mismatch", core, stripped);
    const target = await run("sh", [
      "-c",
      `"$0" >/dev/null & p=$!; until [ "$(readlink /proc/$p/exe)" = "$0" ]; do sleep 0.05; done; gcore -o "$1" $p >/dev/null; kill -9 $p; echo $p`,
      stripped,
      at("bare"),
    ]);
    await refuse("layout-missing", at(`bare.${target.stdout.trim()}`));
  }, 120_000);

  it("a core that ends early", async () => {
    const cut = at("cut");
    const head = Buffer.alloc(4 << 20);
    const file = openSync(core, "r");
    readSync(file, head);
    closeSync(file);
    writeFileSync(cut, head);
    const opening = graphs
      .identifyCore(cut, binary)
      .then((facts) => graphs.takeCore(facts, {}));
    await expect(opening).rejects.toMatchObject({ code: "core-malformed" });
  }, 60_000);
});

it("ends at once when it is given up, and serves the next", async () => {
  const facts = await graphs.identifyCore(core, binary);
  const controller = new AbortController();
  const taking = graphs.takeCore(facts, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await expect(taking).rejects.toMatchObject({ code: "cancelled" });
  expect((await graphs.identifyCore(core, null)).pid).toBe(pid);
}, 60_000);
