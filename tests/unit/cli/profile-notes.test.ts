import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeProfile } from "../../support/profile-encode.ts";
import { runCli } from "../../support/run-cli.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-notes-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function heapOf(...values: readonly bigint[]): Uint8Array {
  return encodeProfile({
    sampleTypes: [["inuse_space", "bytes"]],
    timeNanos: 1_700_000_000_000_000_000n,
    functions: [{ name: "main.leak" }],
    locations: [{ lines: [{ function: 0, line: 1 }] }],
    samples: values.map((value) => ({ stack: [0], values: [value] })),
  });
}

async function save(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

it("totals beyond 64 bits are marked, those within are not", async () => {
  const most = 2n ** 63n - 1n;
  const over = await save("over.pb", heapOf(most, most));
  expect((await runCli(["profile", "top", over])).stderr).toContain("64 bits");
  const within = await save("within.pb", heapOf(2n ** 62n));
  expect((await runCli(["profile", "top", within])).stderr).toBe("");
});

it("a trend says which intervals lie within one collection", async () => {
  const files = await Promise.all(
    [8n, 8n, 16n].map((value, index) => save(`${index}.pb`, heapOf(value))),
  );
  const { code, stderr } = await runCli(["profile", "trend", ...files]);
  expect(code).toBe(0);
  expect(stderr).toContain("in 1 of 2 intervals nothing changed");
});

it("seconds in which no collection ended are explained", async () => {
  const server = createServer((_, response) => response.end(heapOf()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/debug/pprof/allocs`;
  const ask = async (of: string) =>
    (await runCli(["profile", "top", of])).stderr;
  expect(await ask(`${url}?seconds=1`)).toContain("as of the last collection");
  expect(await ask(url)).toBe("");
  server.close();
});
