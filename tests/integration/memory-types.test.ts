// Values decoded from memory against what the program itself says of them, on every Go version at hand, live and from a
// core.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseGoroutineDumps } from "../../src/core/goroutines/parse-dump.ts";
import { usualLimits } from "../../src/core/go-types/decoded-value.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { formatGoroutines } from "../../src/cli/commands/inspect-text.ts";
import {
  inspectGoroutines,
  openInspection,
  type Inspection,
  type InspectTarget,
} from "../../src/services/inspect.ts";
import {
  inspectAllocations,
  type SampledObject,
} from "../../src/services/inspect-allocations.ts";
import { inspectBuckets } from "../../src/services/inspect-buckets.ts";
import {
  inspectFields,
  inspectStruct,
} from "../../src/services/inspect-struct.ts";
import {
  findToolchains,
  inspectPorts,
  minorOf,
} from "../support/memory-target.ts";
import {
  buildTypedValues,
  compareValues,
  startTypedValues,
  type TypedTarget,
} from "../support/typed-values.ts";

const run = promisify(execFile);
const toolchains = await findToolchains();
const limits = {
  ...usualLimits,
  depth: 12,
  width: 5000,
  nodes: 200_000,
  bytes: 64 << 20,
};

describe.each(toolchains)("Go $name", (toolchain) => {
  let folder: string;
  let binary: string;
  let target: TypedTarget;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "trivet-types-"));
    binary = path.join(folder, "values");
    await buildTypedValues(toolchain, binary);
    target = await startTypedValues(binary);
    await run("gcore", ["-o", `${binary}.core`, String(target.pid)], {
      timeout: 100_000,
    });
  });
  afterAll(async () => {
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (kind: string): Promise<Inspection> => {
    const place: InspectTarget =
      kind === "live"
        ? { pid: target.pid }
        : { core: `${binary}.core.${target.pid}`, executable: binary };
    return openInspection(inspectPorts(), place);
  };

  it.each(["live", "core"])("decodes every value, %s", async (kind) => {
    const inspection = await open(kind);
    let total = 0;
    for (const [name, truth] of Object.entries(target.truth.variables)) {
      const place = `main.${name}`;
      const { value } = await inspectStruct(inspection, { place, limits });
      const { differences, compared } = compareValues(value, truth);
      expect(differences, name).toEqual([]);
      total += compared;
    }
    await inspection.close();
    expect(total).toBeGreaterThan(5000);
  });

  it("shows what waits in channels and pools", async () => {
    const inspection = await open("live");
    const decode = async (place: string) =>
      (await inspectStruct(inspection, { place, limits })).value;
    const queue = await decode("main.queue");
    expect(queue.text).toBe("len 4, cap 5");
    expect(queue.children.map(({ text }) => text)).toEqual(
      [3, 4, 5, 6].map((i) => `{Key: "queued ${i}", Value: ${i}}`),
    );
    const stuck = await decode("main.stuck");
    expect(stuck.text).toBe("len 0, cap 0, 1 sending");
    expect(stuck.children[0]?.name).toMatch(/^goroutine \d+$/);
    expect(stuck.children[0]?.children[0]?.text).toBe(
      '{Price: 99, Note: "waits to be sent"}',
    );
    const pool = await decode("main.pool");
    // One lies in the P's own place, unless the goroutine changed its P meanwhile.
    expect(pool.text).toBe("3 pooled");
    const prices = pool.children.map(
      (one) => one.children[0]?.children[0]?.children[0]?.text,
    );
    expect(prices.sort()).toEqual(["0", "1", "2"]);
    await inspection.close();
  });

  it("reads fields of all elements as columns, and paths from variables", async () => {
    const inspection = await open("core");
    const report = await inspectFields(inspection, {
      place: "main.orders",
      paths: [
        "ID",
        "Next.ID",
        "Amount",
        "Tags[0]",
        "Next.Extra",
        "Next.Next.ID",
        "Created",
      ],
      rows: 1000,
    });
    expect(report.type).toBe("main.Order");
    expect(report.hidden).toBe(0);
    expect(report.rows.map(({ fields }) => fields)).toEqual(
      Array.from({ length: 100 }, (_, i) => [
        `"order ${i}"`,
        `"next of ${i}"`,
        String(i * i),
        i % 2 === 0 ? null : `"tag ${i}"`,
        `int ${i}`,
        null,
        "zero time",
      ]),
    );
    const cut = await inspectFields(inspection, {
      place: "main.wideVals",
      paths: ["[0]"],
      rows: 7,
    });
    expect(cut.rows).toHaveLength(7);
    expect(cut.hidden).toBe(13);
    for (const { name, fields } of cut.rows)
      expect(fields).toEqual([String(97 + Number(/\d+/.exec(name)?.[0]))]);
    const { value } = await inspectStruct(inspection, {
      place: "main.orders[5].Next.ID",
    });
    expect(value.text).toBe('"next of 5"');
    await inspection.close();
  });

  it("knows the type of an object that the runtime keeps", async () => {
    const inspection = await open("live");
    const { objects } = target.truth;
    const ask = () => inspectStruct(inspection, { place: objects["page"]! });
    if (minorOf(toolchain.name) < 22)
      await expect(ask()).rejects.toMatchObject({ code: "not-found" });
    else {
      const { value, origin } = await ask();
      expect(origin).toBe("header");
      expect(value.type).toBe("main.page");
      expect(value.address).toBe(Number(objects["page"]));
      expect(value.children[0]).toMatchObject({ name: "self", note: null });
    }
    const order = await inspectStruct(inspection, {
      place: objects["order"]!,
      type: "Order",
    });
    expect(order.value.children.find(({ name }) => name === "ID")?.text).toBe(
      '"order 5"',
    );
    await expect(
      inspectStruct(inspection, { place: "0x1000" }),
    ).rejects.toMatchObject({ code: "not-found" });
    await expect(
      inspectStruct(inspection, { place: "0x1000", type: "main.Order" }),
    ).rejects.toMatchObject({ code: "memory-unreadable" });
    await expect(
      inspectStruct(inspection, { place: "main.order.Nowhere" }),
    ).rejects.toMatchObject({ code: "usage", message: /it has Base, ID/ });
    await inspection.close();
  });

  it.each(["live", "core"])("reads goroutines' labels, %s", async (kind) => {
    const inspection = await open(kind);
    const goroutines = await inspectGoroutines(inspection);
    await inspection.close();
    // Which of the two got the lower id is the scheduler's affair.
    const labelled = goroutines
      .filter(({ labels }) => Object.keys(labels).length > 0)
      .sort(
        (a, b) => Object.keys(a.labels).length - Object.keys(b.labels).length,
      );
    expect(labelled.map(({ labels }) => labels)).toEqual([
      { order: "A-17", tenant: "north" },
      Object.fromEntries(
        Array.from({ length: 12 }, (_, i) => [
          `key${String(i).padStart(2, "0")}`,
          `value ${i} ☕`,
        ]),
      ),
    ]);
    // Printed and read back, the labels are the same.
    const dump = parseGoroutineDumps(
      new TextEncoder().encode(formatGoroutines(goroutines)),
    )[0]!;
    expect(
      new Map(
        dump.goroutines.flatMap(({ id, labels }) =>
          Object.keys(labels).length === 0 ? [] : [[Number(id), labels]],
        ),
      ),
    ).toEqual(new Map(labelled.map(({ id, labels }) => [id, labels])));
  });

  it.each(["live", "core"])("finds the sampled objects, %s", async (kind) => {
    const inspection = await open(kind);
    const report = await inspectAllocations(inspection);
    const buckets = await inspectBuckets(inspection, "current");
    await inspection.close();
    const { allocations } = target.truth;
    const siteOf = (stack: SampledObject["stack"]): string =>
      stack.flatMap(({ frames }) => frames)[0]?.function ?? "";
    for (const [site, size, type] of [
      ["main.newPages", 9472, "main.page"],
      ["main.newBlocks", 20_480, null],
    ] as const) {
      const known = new Set(allocations[site]!.map(Number));
      const seen = report.objects.filter(
        (object) => siteOf(object.stack) === site && object.size === size,
      );
      // At this rate half of the pages and nearly all blocks are sampled.
      expect(seen.length).toBeGreaterThan(known.size / 4);
      for (const object of seen) {
        expect(known.has(object.address)).toBe(true);
        if (minorOf(toolchain.name) >= 22) expect(object.type).toBe(type);
      }
    }
    // Object by object the same as the profile says in sum: each bucket's sampled objects are all there.
    const perSite = (
      list: readonly (readonly [SampledObject["stack"], number, number])[],
    ): Map<string, number> => {
      const sums = new Map<string, number>();
      for (const [stack, size, count] of list) {
        const key = `${size} ${stack.map(({ pc }) => pc).join(" ")}`;
        if (count > 0) sums.set(key, (sums.get(key) ?? 0) + count);
      }
      return sums;
    };
    expect(
      perSite(report.objects.map(({ stack, size }) => [stack, size, 1])),
    ).toEqual(
      perSite(
        buckets.samples.map((sample) => [
          sample.stack,
          sample.objectSize,
          sample.sampledInUse,
        ]),
      ),
    );
    const finalizers = report.finalizers.filter(
      (entry) => entry.function === "main.closeIt",
    );
    expect(finalizers.map(({ object }) => object).sort()).toEqual(
      allocations["finalizers"]!.map(Number).sort(),
    );
    const cleanups = report.finalizers.filter((one) => one.kind === "cleanup");
    if (minorOf(toolchain.name) >= 24)
      expect(cleanups.length).toBeGreaterThanOrEqual(3);
    expect(report.queue.finalizers).toBe(0);
    const counted = new Map(
      report.specials.map((one) => [one.kind, one.count]),
    );
    expect(counted.get("profile")).toBe(report.objects.length);
    expect(counted.has("unknown")).toBe(false);
  });
});

describe("other builds, this machine's Go", () => {
  const toolchain = toolchains.find(
    ({ environment }) => environment["GOROOT"] === undefined,
  )!;
  // Before, the runtime keeps no types of objects.
  const keepsTypes = minorOf(toolchain.name) >= 22;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "trivet-types-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const withTarget = async (
    name: string,
    flags: readonly string[],
    use: (target: TypedTarget, inspection: Inspection) => Promise<void>,
  ): Promise<void> => {
    const binary = path.join(folder, name);
    await buildTypedValues(toolchain, binary, flags);
    const target = await startTypedValues(binary);
    try {
      const inspection = await openInspection(inspectPorts(), {
        pid: target.pid,
      });
      await use(target, inspection);
      await inspection.close();
    } finally {
      await target.stop();
    }
  };

  it("prints trees, columns and profiles on the command line", async () => {
    await withTarget("printed", [], async ({ pid, truth }) => {
      const trivet = (...args: readonly string[]): Promise<CliRun> =>
        runCli(["inspect", ...args, "--pid", String(pid)]);
      const tree = await trivet("struct", "main.order", "--depth", "1");
      expect(tree.code).toBe(0);
      expect(tree.stdout).toMatch(/^0x\w+ +\w{32} {2}main\.Order = \{/);
      // What would turn the line's direction round is written out.
      expect(tree.stdout).toContain('A-17 \\"quoted\\" \\u202e');
      expect(tree.stdout).not.toContain("\u202e");
      expect(tree.stdout).toMatch(/\(deeper: raise --depth/);
      const columns = await trivet(
        ...["struct", "main.orders", "--rows", "3", "--field", "ID"],
      );
      expect(columns.stdout).toMatch(
        /^address +element +ID\n0x\w+ +\[0\] +"order 0"\n.*\n.*\n… and 97 more/,
      );
      const json = await trivet("struct", "main.number", "--json");
      expect(JSON.parse(json.stdout)).toMatchObject({
        schema: "trivet.inspect.struct/1",
        origin: "variable",
        value: { type: "int", text: "42", bytes: "2a00000000000000" },
      });
      const profile = path.join(folder, "live.pb.gz");
      const list = await trivet("allocations", "--json", "--out", profile);
      expect(JSON.parse(list.stdout)).toMatchObject({
        schema: "trivet.inspect.allocations/1",
        rate: 4096,
      });
      const table = await trivet("allocations");
      expect(table.stdout).toMatch(/9472 .* main\.newPages:/);
      expect(table.stdout).toMatch(/5 {2}finalizer main\.closeIt/);
      const { stdout: top } = await run("go", [
        ...[
          "tool",
          "pprof",
          "-top",
          `-tagfocus=${keepsTypes ? "type=main.page" : "bytes=9472"}`,
          profile,
        ],
      ]);
      expect(top).toMatch(/main\.newPages/);
      expect(top).not.toMatch(/main\.newBlocks/);
      expect(truth.variables["number"]?.text).toBe("42");
      for (const [args, fact] of [
        [["struct"], /give one place/],
        [["struct", "main.order", "--depth", "x"], /--depth takes a whole/],
        [["struct", "main.order", "--field", "a..b"], /not a path of fields/],
        [["struct", "main.nothing"], /no package-level variable/],
        [["struct", "0x10", "--type", "main.Nothing"], /no type main.Nothing/],
        [["allocations", "x"], /takes no "x"/],
      ] as const) {
        const { code, stderr } = await trivet(...args);
        expect(code).toBeGreaterThan(0);
        expect(stderr).toMatch(fact);
      }
    });
  });

  it.each([
    ["position-independent", ["-buildmode=pie"]],
    ["unoptimized", ["-gcflags=all=-N -l"]],
  ])("decodes every value of a %s one", async (name, flags) => {
    await withTarget(name, flags, async ({ truth }, inspection) => {
      for (const [variable, wanted] of Object.entries(truth.variables)) {
        const place = `main.${variable}`;
        const { value } = await inspectStruct(inspection, { place, limits });
        expect(compareValues(value, wanted).differences, variable).toEqual([]);
      }
    });
  });

  it.runIf(keepsTypes)(
    "goes by the program's own descriptors where there is no DWARF",
    async () => {
      await withTarget(
        "plain",
        ["-ldflags=-w"],
        async ({ truth }, inspection) => {
          const place = truth.objects["held"]!;
          const { value, origin } = await inspectStruct(inspection, {
            place,
            limits,
          });
          expect(origin).toBe("header");
          expect(value.type).toBe("main.holder");
          const wanted = truth.variables["held"]!.parts!["*"]!;
          // Seen from the object itself, the pointer to it is no circle yet.
          const { Self: _, ...parts } = wanted.parts!;
          const { differences, compared } = compareValues(value, {
            ...wanted,
            parts,
          });
          expect(differences).toEqual([]);
          expect(compared).toBeGreaterThan(300);
          await expect(
            inspectStruct(inspection, { place: "main.order" }),
          ).rejects.toMatchObject({
            code: "not-found",
            message: /linked with -w/,
          });
        },
      );
    },
  );
});
