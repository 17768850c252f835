// Dumps of tests/programs/goroutine-states, which knows which goroutine it parked where, by four versions of Go.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import {
  compareGroups,
  commonFacts,
} from "../../../../src/core/goroutines/compare-goroutines.ts";
import {
  countGoroutines,
  type GoroutineDump,
} from "../../../../src/core/goroutines/goroutine-dump.ts";
import {
  GroupKeys,
  knownFacts,
} from "../../../../src/core/goroutines/group-goroutines.ts";
import { parseGoroutineDumps } from "../../../../src/core/goroutines/parse-dump.ts";
import { InProcessProfileEngine } from "../../../../src/node/profile-engine/in-process-engine.ts";
import { readGoroutineDumps } from "../../../../src/services/goroutines.ts";
import {
  checkAgainstTruth,
  type Truth,
} from "../../../support/goroutine-truth.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures/goroutines");
const versions = readdirSync(fixtures);
const ports = {
  engine: new InProcessProfileEngine(),
  gunzip: async (bytes: Uint8Array): Promise<Uint8Array> => gunzipSync(bytes),
};

it("are of the oldest and the newest Go", () => {
  expect(versions).toEqual(["go1.19", "go1.22", "go1.26", "go1.27"]);
});

describe.each(versions)("%s", (version) => {
  const minor = Number(version.slice("go1.".length));
  const bytes = (name: string): Uint8Array =>
    readFileSync(join(fixtures, version, name));
  const parse = (name: string): GoroutineDump => {
    const dumps = parseGoroutineDumps(bytes(name));
    expect(dumps).toHaveLength(1);
    return dumps[0]!;
  };
  let truth: Truth;
  let profile: GoroutineDump;
  beforeAll(async () => {
    truth = JSON.parse(Buffer.from(bytes("truth.json")).toString()) as Truth;
    profile = (await readGoroutineDumps(ports, bytes("goroutine.pb.gz")))[0]!;
  });

  it("debug=2 tells what the program knows", () => {
    const dump = parse("debug2.txt");
    expect(dump.form).toBe("stacks");
    expect(dump.damage).toEqual([]);
    checkAgainstTruth(dump, truth, {
      minor,
      hasLabels: minor >= 26,
      waitMinutes: 1,
    });
  });

  it("debug=1, debug=2 and the profile count the same stacks", () => {
    const all = [parse("debug1.txt"), parse("debug2.txt"), profile] as const;
    for (const dump of all) {
      expect(dump.damage).toEqual([]);
      expect(countGoroutines(dump)).toBe(truth.parked.length + 1);
    }
    for (const [before, after] of [
      [all[0], all[2]],
      [all[1], all[2]],
      [all[1], all[0]],
    ] as const) {
      const groups = compareGroups(
        before.goroutines,
        after.goroutines,
        new GroupKeys({
          grouping: { by: "all" },
          facts: commonFacts(
            knownFacts(before.goroutines),
            knownFacts(after.goroutines),
          ),
          isDistribution: () => false,
        }),
      );
      // Different are the goroutine that writes the profile, and the deep one: each form ends it elsewhere.
      const differing = groups.filter(
        ({ count, before: was }) => count !== was,
      );
      for (const { stack } of differing)
        expect(stack.frames.map((frame) => frame.function).join()).toMatch(
          /main\.descend|pprof\.(writeGoroutine|\(\*Profile\)\.WriteTo)/,
        );
      expect(groups.length - differing.length).toBeGreaterThanOrEqual(17);
    }
  });

  it.each([
    [
      "panic",
      /^panic: the first line\n\t?goroutine 99 \[not one\]:\n\t?and the last$/,
    ],
    [
      "nil",
      /^panic: runtime error: invalid memory address.*\n\[signal SIGSEGV/,
    ],
    ["repanic", /^panic: once \[recovered/],
    ["deadlock", /^fatal error: all goroutines are asleep - deadlock!$/],
    // Several goroutines may find it at once.
    ["map", /^(fatal error: concurrent map writes\n?)+$/],
    ["quit", /^SIGQUIT: quit\nPC=0x[0-9a-f]+ m=\d+ sigcode=0$/],
    ["system", /^panic: runtime error/],
    ["threads", /^SIGQUIT: quit/],
    ["ancestors", /^fatal error: all goroutines/],
  ])("a crash by %s", (kind, head) => {
    const dump = parse(`crash-${kind}.txt`);
    expect(dump.form).toBe("crash");
    expect(dump.head).toMatch(head);
    expect(dump.goroutines.every(({ cut }) => !cut)).toBe(true);
    const text = Buffer.from(bytes(`crash-${kind}.txt`)).toString();
    const ids = new Set(
      [...text.matchAll(/^goroutine ([1-9]\d*) .*\]:$/gm)].map((match) =>
        Number(match[1]),
      ),
    );
    ids.delete(99);
    expect(new Set(dump.goroutines.map(({ id }) => id))).toEqual(ids);
    expect(dump.goroutines).toHaveLength(ids.size);
  });

  it("a crash keeps registers, addresses, ancestors and the schedulers' stacks apart", () => {
    expect(parse("crash-quit.txt").registers["rip"]).toMatch(/^0x[0-9a-f]+$/);
    const threads = parse("crash-threads.txt");
    expect(threads.schedulers.length).toBeGreaterThan(0);
    const main = threads.goroutines.find(({ id }) => id === 1);
    expect(main?.stack.frames.at(-1)).toMatchObject({
      function: "runtime.goexit",
      offset: 1,
    });
    expect(main?.stack.frames[0]?.pc).toBeGreaterThan(0x400000);
    const born = parse("crash-ancestors.txt").goroutines.find(
      ({ id }) => id !== 1,
    );
    expect(born?.ancestors).toHaveLength(1);
    expect(born?.ancestors[0]).toMatchObject({ id: 1, createdBy: null });
    expect(
      born?.ancestors[0]?.stack.frames.map((frame) => frame.function),
    ).toEqual(["main.crash", "main.main"]);
  });
});
