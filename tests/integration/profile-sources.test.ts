// Where `trivet profile` takes profiles from: URLs of a target and of any server, and every form that a target serves.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { findGo } from "../support/go-toolchains.ts";
import { parseTop, pprofText } from "../support/profile-oracle.ts";
import {
  buildProfileServer,
  startProfileServer,
  type ProfileServer,
} from "../support/profile-server.ts";

const newest = await findGo("1.27");
let folder: string;
let target: ProfileServer;
let files: Server;
let filesUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-sources-"));
  target = await startProfileServer(await buildProfileServer(newest, folder), {
    PROFILE_RATE: "2048",
  });
  await delay(500);
  await target.pause();
  files = createServer((request, response) => {
    void readFile(join(folder, request.url ?? "")).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end("no such file"),
    );
  });
  await new Promise<void>((resolve) => {
    files.listen(0, "127.0.0.1", resolve);
  });
  filesUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
});
afterAll(async () => {
  files.close();
  await target.stop();
  await rm(folder, { recursive: true, force: true });
});

const trivet = (...args: readonly string[]): Promise<CliRun> =>
  runCli(["profile", ...args]);

async function top(...args: readonly string[]) {
  const { code, stdout, stderr } = await trivet("top", ...args, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as {
    readonly sampleType: { readonly type: string };
    readonly total: number;
    readonly rows: readonly {
      readonly name: string;
      readonly flat: number;
      readonly cum: number;
    }[];
  };
}

async function saved(profile: string, name: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, await target.get(profile));
  return file;
}

describe("a URL", () => {
  it("of a target is its heap, as pprof sees it", async () => {
    const { port } = new URL(target.url);
    const heap = await top(`${target.url}/debug/pprof/heap`);
    expect(heap.sampleType.type).toBe("inuse_space");
    expect(await top(target.url)).toEqual(heap);
    expect(await top(`:${port}`)).toEqual(heap);
    expect(await top(`127.0.0.1:${port}/debug/pprof/`)).toEqual(heap);
    const theirs = parseTop(
      await pprofText(folder, [
        "-top",
        "-trim=false",
        "-unit=bytes",
        "-symbolize=none",
        `${target.url}/debug/pprof/heap`,
      ]),
    );
    expect(heap.total).toBe(theirs.total);
    const rows = (table: Pick<typeof theirs, "rows">) =>
      table.rows.map(({ name, flat, cum }) => `${flat} ${cum} ${name}`).sort();
    expect(rows(heap)).toEqual(rows(theirs));
  });

  it("with a query is asked for as it stands", async () => {
    const text = await top(`${target.url}/debug/pprof/heap?debug=1`);
    const heap = await top(`${target.url}/debug/pprof/heap?debug=0`);
    expect(text.total).toBe(heap.total);
    expect(
      (await top(`${target.url}/debug/pprof/allocs`)).sampleType.type,
    ).toBe("alloc_space");
  });

  it("of any server is read as a file, and stands for a base too", async () => {
    const file = await saved("heap", "heap.pb.gz");
    const url = `${filesUrl}/heap.pb.gz`;
    expect(await top(url)).toEqual(await top(file));
    expect((await top(url, "--base", file)).rows).toEqual([]);
    expect((await top(url, file)).total).toBe(2 * (await top(file)).total);
  });

  it("that answers something else is refused with what it was", async () => {
    for (const [url, code] of [
      [`${target.url}/debug/pprof/nothing`, "profile-not-served"],
      [`${filesUrl}/none.pb.gz`, "profile-not-served"],
      [`${target.url}/debug/pprof/cmdline`, "profile-"],
      ["http://127.0.0.1:1/debug/pprof/heap", "target-unreachable"],
      ["ftp://127.0.0.1/heap", "not-found"],
      ["http://user:secret@127.0.0.1:1/", "url-invalid"],
    ] as const) {
      const { code: exit, stderr } = await trivet("top", url);
      expect(exit).toBe(1);
      expect(stderr).toMatch(new RegExp(`^error\\[${code}`));
      expect(stderr).not.toContain("secret");
    }
  });
});

describe("every profile of a target", () => {
  it.each(["heap", "allocs", "goroutine", "threadcreate", "mutex", "block"])(
    "%s is read as protobuf and as text, with the same totals",
    async (kind) => {
      const totals = [];
      for (const debug of [0, 1]) {
        const table = await top(
          `${target.url}/debug/pprof/${kind}?debug=${debug}`,
          // Go writes the same text for heap and allocs, which does not say what it is for.
          ...(kind === "allocs" ? ["--sample-type", "alloc_space"] : []),
        );
        totals.push(`${table.sampleType.type} ${table.total}`);
      }
      // The goroutine that asks is one more or less.
      if (kind !== "goroutine") expect(totals[1]).toBe(totals[0]);
      else expect(totals[1]).toMatch(/^goroutine \d+$/);
    },
  );

  it.runIf(newest !== null)(
    "goroutineleak names the leaked ones, in both forms",
    async () => {
      for (const debug of [0, 1]) {
        const table = await top(
          `${target.url}/debug/pprof/goroutineleak?debug=${debug}`,
        );
        expect(table.sampleType.type).toBe("goroutineleak");
        expect(table.total).toBe(5);
        expect(
          table.rows.find(({ name }) => name === "main.leak.func1")?.cum,
        ).toBe(5);
      }
    },
  );

  it("a CPU profile of one second is waited for", async () => {
    await target.resume();
    const table = await top(`${target.url}/debug/pprof/profile?seconds=1`);
    await target.pause();
    expect(table.sampleType.type).toBe("cpu");
    expect(table.rows.some(({ name }) => name.startsWith("main."))).toBe(true);
  });
});
