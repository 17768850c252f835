// `trivet profile top` beside `go tool pprof -top` on the same files: start of the process included, and the most memory
// that each ever held. A process that makes a flame view is measured as well.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  measureCommand,
  megabytes,
  milliseconds,
  printTable,
  times,
  type CommandCost,
} from "./support/measure.ts";
import { writeLargeProfile } from "./support/profile-file.ts";

const root = resolve(import.meta.dirname, "../..");
let folder: string;

/** Built as the application is, into a folder of its own: what is in out/ may be older than the code. */
async function bundle(entry: string): Promise<string> {
  const name = entry.replace(/^.*\/|\.ts$/g, "");
  await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: join(root, entry),
      outDir: join(folder, name),
      target: "node20.18",
      rolldownOptions: {
        external: ["node-pty"],
        output: { format: "es", entryFileNames: `${name}.mjs` },
      },
    },
  });
  return join(folder, name, `${name}.mjs`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trivet-bench-command-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeFile(samples: number): string {
  const path = join(folder, `${samples}.pb.gz`);
  writeFileSync(
    path,
    gzipSync(writeLargeProfile({ kind: "realistic", samples, seed: 1 })),
  );
  return path;
}

/** The quicker of two runs: the first fills the disk's cache. */
async function measureTwice(args: readonly string[]): Promise<CommandCost> {
  const first = await measureCommand(process.execPath, args);
  const second = await measureCommand(process.execPath, args);
  return second.wallMs < first.wallMs ? second : first;
}

describe("a process of its own", () => {
  it("is quicker than go tool pprof -top, and holds less memory", async () => {
    const cli = await bundle("src/cli/index.ts");
    const flame = await bundle("tests/bench/support/flame-of-file.ts");
    const rows: (string | number)[][] = [];
    const measured = [];
    for (const samples of [100_000, 300_000]) {
      const path = writeFile(samples);
      const top = await measureTwice([cli, "profile", "top", "--json", path]);
      const flameView = await measureTwice([flame, path]);
      const pprof = await measureCommand("go", ["tool", "pprof", "-top", path]);
      expect(JSON.parse(top.stdout)).toMatchObject({
        schema: "trivet.profile.top/1",
      });
      expect(Number(flameView.stdout)).toBeGreaterThan(1000);
      expect(pprof.stdout).toContain("flat%");
      measured.push({ top, flameView, pprof });
      for (const [what, cost] of [
        ["trivet profile top --json", top],
        ["file to flame view", flameView],
        ["go tool pprof -top", pprof],
      ] as const)
        rows.push([
          samples,
          what,
          milliseconds(cost.wallMs),
          milliseconds(cost.cpuMs),
          megabytes(cost.peakBytes),
          times(pprof.wallMs / cost.wallMs),
        ]);
    }
    printTable("Processes, start included", [
      [
        "samples",
        "process",
        "time",
        "CPU",
        "peak memory",
        "pprof's time / its",
      ],
      ...rows,
    ]);
    for (const { top, flameView, pprof } of measured) {
      expect(top.wallMs).toBeLessThan(pprof.wallMs);
      expect(flameView.wallMs).toBeLessThan(pprof.wallMs);
      expect(top.peakBytes).toBeLessThan(pprof.peakBytes);
      expect(flameView.peakBytes).toBeLessThan(pprof.peakBytes);
    }
  });
});
