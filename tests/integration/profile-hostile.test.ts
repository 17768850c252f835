// The hostile corpus through everything that reads profiles: the decoder and every report, the worker with its memory
// watched, the command line. Never a crash, a hang or memory without bounds; always a code and an offset.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { reports } from "../../src/cli/commands/profile-reports.ts";
import { TrivetError } from "../../src/core/errors.ts";
import { encodeProfile } from "../../src/core/pprof/encode.ts";
import { buildFlameView } from "../../src/core/pprof/flame-view.ts";
import { formatFolded } from "../../src/core/pprof/folded-stacks.ts";
import { plainLens } from "../../src/core/pprof/lens.ts";
import { neverStop } from "../../src/core/pprof/profile.ts";
import { prepareSubject } from "../../src/core/pprof/report/subject.ts";
import { buildTopTable } from "../../src/core/pprof/top-table.ts";
import { compileExpression } from "../../src/node/profile-engine/compile-expression.ts";
import { readProfile } from "../../src/node/profile-engine/read-profile.ts";
import { WorkerProfileEngine } from "../../src/node/profile-engine/worker-engine.ts";
import { hostileNames, hostileProfiles } from "../support/profile-hostile.ts";
import { makeEveryProfile } from "../support/profile-oracle.ts";
import { buildProfileWorker } from "../support/profile-worker-build.ts";

let folder: string;
let worker: Awaited<ReturnType<typeof buildProfileWorker>>;
let path: Awaited<ReturnType<typeof makeEveryProfile>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-hostile-"));
  [worker, path] = await Promise.all([
    buildProfileWorker(),
    makeEveryProfile(join(folder, "real"), null),
  ]);
});
afterAll(async () => {
  await worker.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Null = accepted. Whatever is wrong has a code and an offset within the bytes. */
async function refusal(bytes: Uint8Array): Promise<string | null> {
  try {
    await readProfile(bytes, neverStop);
    return null;
  } catch (error) {
    if (!(error instanceof TrivetError)) throw error;
    expect(error.code).toMatch(/^profile-/);
    expect(error.detail["offset"]).toBeTypeOf("number");
    expect(error.detail["offset"]).toBeGreaterThanOrEqual(0);
    expect(error.detail["offset"]).toBeLessThanOrEqual(bytes.length);
    return error.code;
  }
}

const textReports = [
  "tree",
  "traces",
  "tags",
  "raw",
  "callgrind",
  "dot",
] as const;

describe("the hostile corpus", () => {
  it.each(hostileProfiles.map((own) => [own.name, own] as const))(
    "%s",
    async (_name, { bytes, code }) => {
      const own = bytes();
      expect(await refusal(own)).toBe(code);
      if (code !== null) return;
      const profile = await readProfile(own, neverStop);
      const subject = prepareSubject(profile, {}, compileExpression);
      buildTopTable(profile, { granularity: "lines", cum: true });
      formatFolded(profile, subject.typeIndex, "functions");
      buildFlameView(profile, {
        granularity: "functions",
        minFraction: 0.001,
        zoom: [],
      });
      const again = await readProfile(encodeProfile(profile), neverStop);
      expect(again.samples.count).toBe(profile.samples.count);
      // What prints every frame of every sample prints millions.
      if (profile.samples.stack.length > 300_000 || own.length > 2e6) return;
      for (const report of textReports)
        await reports.get(report)!({
          subject,
          values: {},
          expression: "",
          compile: compileExpression,
          checkpoint: neverStop,
        });
    },
  );

  it("goes through the worker, which lives on and takes a small multiple of the bytes", async () => {
    const engine = new WorkerProfileEngine(worker.path);
    const real = await readFile(path("after", "heap"));
    try {
      await engine.load("real", real);
      for (const { name, bytes, code } of hostileProfiles) {
        const own = bytes();
        const before = process.memoryUsage().rss;
        const outcome = await engine.load("hostile", own).then(
          () => null,
          (error: unknown) => error as TrivetError,
        );
        expect(`${name}: ${outcome?.code ?? null}`).toBe(`${name}: ${code}`);
        if (outcome !== null)
          expect(outcome.detail["offset"]).toBeTypeOf("number");
        else {
          const subject = { kind: "single", id: "hostile" } as const;
          await engine.top({ subject, cum: false, lens: plainLens });
          await engine.flame({
            subject,
            lens: plainLens,
            minFraction: 0.001,
            zoom: [],
          });
        }
        engine.unload("hostile");
        const grown = process.memoryUsage().rss - before;
        expect(grown).toBeLessThan(400e6 + 12 * own.length);
      }
      // The first profile is still there: it was one worker all along.
      expect(engine.isLoaded("real")).toBe(true);
      expect(await engine.total("real", "inuse_space")).toBeGreaterThan(0);
    } finally {
      await engine.close();
    }
  });
});

describe("the command line", () => {
  const run = (args: readonly string[]): Promise<CliRun> =>
    runCli(["profile", ...args]);

  it("exits 1 with code and offset, or prints the table", async () => {
    for (const [index, { name, bytes, code }] of hostileProfiles.entries()) {
      const file = join(folder, `hostile.${index}.pb`);
      await writeFile(file, index % 2 === 0 ? bytes() : gzipSync(bytes()));
      const result = await run(["top", file, "--json"]);
      expect(`${name}: ${result.code}`).toBe(
        `${name}: ${code === null ? 0 : 1}`,
      );
      const document = JSON.parse(result.stdout) as {
        readonly error?: {
          readonly code: string;
          readonly detail: { readonly offset: number };
        };
      };
      expect(document.error?.code ?? null).toBe(code);
      if (code !== null) {
        expect(result.stderr).toContain(`error[${code}]: `);
        expect(document.error?.detail.offset).toBeTypeOf("number");
      }
      await rm(file);
    }
  });

  it("has every report of names that would do something", async () => {
    const file = join(folder, "names.pb");
    const names = hostileProfiles.find(
      ({ name }) => name === "names that would do something",
    )!;
    await writeFile(file, names.bytes());
    for (const report of ["top", ...textReports])
      expect((await run([report, file])).code).toBe(0);
    const { stdout } = await run(["top", file, "--json"]);
    const { rows } = JSON.parse(stdout) as {
      readonly rows: readonly { readonly name: string }[];
    };
    expect(rows.map(({ name }) => name).sort()).toEqual(
      hostileNames.toSorted(),
    );
  });
});

describe("real texts", () => {
  it.each(["mutex", "block", "goroutine", "heap"] as const)(
    "%s, cut at every byte and with every bit flipped, is read or refused with an offset",
    async (kind) => {
      const whole = new Uint8Array(
        await readFile(path("after", kind, "txt")),
      ).subarray(0, 2000);
      let refused = 0;
      for (let at = 0; at < whole.length; at++) {
        if ((await refusal(whole.subarray(0, at))) !== null) refused++;
        const damaged = whole.slice();
        damaged[at]! ^= 1 << (at % 8);
        if ((await refusal(damaged)) !== null) refused++;
      }
      expect(refused).toBeGreaterThan(30);
    },
  );

  it("folded stacks, cut and flipped, too", async () => {
    const profile = await readProfile(
      await readFile(path("after", "heap")),
      neverStop,
    );
    const folded = formatFolded(profile, 3, "functions");
    const whole = new TextEncoder().encode(folded).subarray(0, 3000);
    let refused = 0;
    for (let at = 0; at < whole.length; at++) {
      const damaged = whole.slice();
      damaged[at]! ^= 1 << (at % 8);
      for (const bytes of [whole.subarray(0, at), damaged])
        if ((await refusal(bytes)) !== null) refused++;
    }
    expect(refused).toBeGreaterThan(1000);
  });

  it("says where in bytes, whatever the names are written in", async () => {
    const good =
      '1 @ 0x2\n# labels: {"k":"日本語\u202e"}\n#\t0x1\tmain.日本+0x1\t/語.go:3\n';
    const text = `goroutine profile: total 2\n${good}`;
    const bytes = new TextEncoder().encode(`${text}no row\n`);
    await expect(readProfile(bytes, neverStop)).rejects.toMatchObject({
      code: "profile-malformed",
      message: expect.stringContaining(
        `at byte ${new TextEncoder().encode(text).length}:`,
      ) as string,
      detail: { offset: new TextEncoder().encode(text).length },
    });
  });
});

describe("gzip", () => {
  it("with any bit flipped, anywhere, is damaged, cut off, or says the same", async () => {
    const packed = new Uint8Array(await readFile(path("before", "goroutine")));
    let refused = 0;
    for (let at = 0; at < packed.length; at++)
      for (const bit of [0, 4, 7]) {
        const damaged = packed.slice();
        damaged[at]! ^= 1 << bit;
        if ((await refusal(damaged)) !== null) refused++;
      }
    // The header has bytes that mean nothing.
    expect(refused).toBeGreaterThan(packed.length * 3 - 40);
  });

  it("of two profiles, one after the other, is refused as such", async () => {
    const packed = await readFile(path("before", "heap"));
    await expect(
      readProfile(Buffer.concat([packed, packed]), neverStop),
    ).rejects.toMatchObject({
      code: "profile-malformed",
      message: expect.stringContaining("strung together") as string,
      detail: { offset: expect.any(Number) as number },
    });
  });
});
