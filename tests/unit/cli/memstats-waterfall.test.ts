// One saved heap?debug=1 has counters and heap profile of one moment: what `trivet memstats` makes of both.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "../../support/run-cli.ts";
import type { WaterfallStep } from "../../../src/core/memstats/reconcile.ts";

const fixture = resolve(
  import.meta.dirname,
  "../../fixtures/memstats/heap-debug1-go1.26.txt",
);
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-memstats-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function memstats(...args: readonly string[]): Promise<string> {
  const { code, stdout } = await runCli(["memstats", ...args]);
  expect(code).toBe(0);
  return stdout;
}

async function stepsOf(file: string): Promise<readonly WaterfallStep[]> {
  const { reconciliation } = JSON.parse(await memstats(file, "--json")) as {
    readonly reconciliation: { readonly steps: readonly WaterfallStep[] };
  };
  return reconciliation.steps;
}

it("goes from what Go holds to the stacks, and nothing is left over", async () => {
  // The fixture's program had just collected everything: 20 objects of 64 KiB are put in use again.
  const file = join(folder, "heap.txt");
  const saved = await readFile(fixture, "utf8");
  await writeFile(
    file,
    saved.replace("0: 0 [1: 16] @", "20: 1310720 [20: 1310720] @"),
  );
  const steps = await stepsOf(file);
  // 20 sampled of that size stand for some 170: one in 512 KiB is sampled.
  const stack = steps.find(({ id }) => id === "stack");
  expect(stack?.bytes).toBeGreaterThan(10 << 20);
  expect(steps[0]).toMatchObject({ kind: "level", id: "go" });
  let level = 0;
  for (const step of steps)
    if (step.kind === "level") {
      if (step !== steps[0]) expect(step.bytes).toBe(level);
      level = step.bytes;
    } else level += step.kind === "plus" ? step.bytes : -step.bytes;
  expect(steps.at(-1)?.id).toBe("other-stacks");
  expect(level).toBe(0);
  const text = await memstats(file);
  expect(text).toContain("from what Go holds down to the largest stacks");
  expect(text).toMatch(/^ {2}heap in use +[\d.]+ MiB$/m);
  expect(text).toMatch(/^ {4}main\.\S+ +−[\d.]+ [KM]iB$/m);
});

it("ends at the allocated heap where the profile is not there", async () => {
  const text = await readFile(fixture, "utf8");
  const counters = text.slice(text.indexOf("# runtime.MemStats"));
  const file = join(folder, "counters.txt");
  await writeFile(file, counters);
  expect((await stepsOf(file)).at(-1)).toMatchObject({
    kind: "level",
    id: "heap-allocated",
  });
});
