// go-print, go-object, go-panic and go-defer on the oldest and the machine's own Go: values against what the program
// itself wrote down, chains as the program made them, and ten thousand goroutines in time.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  GdbHarness,
  processState,
  size,
  targetOf,
  waitFor,
} from "../support/gdb-harness.ts";
import { buildGo } from "../support/go-program.ts";
import { findToolchains } from "../support/memory-target.ts";

const all = await findToolchains();
/** Oldest and the machine's own; every version at hand where all of it is asked for. */
const toolchains =
  process.env["TRIVET_GO_MATRIX"] === "1" ? all : all.slice(0, 2);
const programs = path.resolve(import.meta.dirname, "../programs");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-gdb-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Truth {
  readonly type: string;
  readonly text?: string;
  readonly length?: number;
  readonly parts?: Readonly<Record<string, Truth>>;
}

async function build(
  environment: Readonly<Record<string, string>>,
  name: string,
  source: string,
): Promise<string> {
  const binary = path.join(folder, name);
  await buildGo({ environment }, binary, {
    folder: path.join(programs, source),
    environment: { GOFLAGS: "-mod=mod" },
  });
  return binary;
}

async function withSession(
  child: ChildProcess,
  ready: () => boolean | Promise<boolean>,
  use: (ask: (command: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const harness = new GdbHarness();
  try {
    await waitFor(ready, () => "the program to be ready", 60_000);
    await harness.session.attach(targetOf(child.pid!), size);
    await use((command) => harness.session.runConsole(command, 30_000));
  } finally {
    await harness.session.close();
    child.kill("SIGKILL");
  }
}

const stopped = (child: ChildProcess) => (): boolean =>
  processState(child.pid!)?.state === "T";

describe.each(toolchains)("Go $name", ({ name, environment }) => {
  it(
    "prints values as the program knows them",
    { timeout: 300_000 },
    async () => {
      const binary = await build(environment, `values-${name}`, "typed-values");
      const file = path.join(folder, `${name}.json`);
      const child = spawn(binary, [file], { stdio: "ignore" });
      await withSession(child, stopped(child), async (ask) => {
        const truth = JSON.parse(readFileSync(file, "utf8")) as {
          readonly variables: Readonly<Record<string, Truth>>;
          readonly objects: Readonly<Record<string, string>>;
        };
        for (const variable of ["number", "maxUint", "minInt"])
          expect(await ask(`go-print main.${variable}`)).toBe(
            `${truth.variables[variable]!.text!}\n`,
          );
        // Each pair of the map, whatever order it comes in.
        const names = await ask("go-print main.names");
        for (const [key, value] of Object.entries(
          truth.variables["names"]!.parts!,
        ))
          expect(names).toContain(
            `${key.slice(1, -1)}: ${JSON.stringify(value.text)}`,
          );
        for (const map of [
          "names",
          "big",
          "thinned",
          "growing",
          "sets",
          "nested",
          "floats",
          "faces",
        ])
          expect(await ask(`go-print main.${map}`), map).toContain(
            ` len ${truth.variables[map]!.length!} {`,
          );
        const floats = await ask("go-print main.floats");
        for (const [key, value] of Object.entries(
          truth.variables["floats"]!.parts!,
        ))
          expect(floats).toContain(
            `${key.slice(1, -1)}: int(${value.parts?.["int"]?.text ?? value.text ?? ""}`,
          );
        const order = await ask("go-print main.order");
        const parts = truth.variables["order"]!.parts!;
        expect(order).toContain(`Amount: ${parts["Amount"]!.text!}`);
        expect(order).toContain(String.raw`ID: "A-17 \"quoted\" \u202e ☕\n"`);
        expect(order).toContain('Tags: len 3 cap 3 {"new", "", "blue"}');
        expect(order).toContain(
          'Extra: main.Pair[string,int]({Key: "a", Value: 1})',
        );
        expect(order).toMatch(/Err: \*(?:errors|fmt)\.\w+\(0x[0-9a-f]+ &\{/);
        expect(order).toContain("absent: nil");
        expect(order).not.toContain("Invalid");
        expect(await ask("go-print main.hidden")).toMatch(
          /^\*main\.Line\(0x[0-9a-f]+ &\{Price: 7, Note: "first"\}\)/,
        );
        expect(await ask("go-print main.queue")).toMatch(
          /^len 4 cap 5 \{\{Key: "queued 3", Value: 3\}/,
        );
        expect(await ask("go-print main.captures")).toMatch(
          /^main\.fill\.func\d/,
        );
        expect(await ask("go-print no.such.thing")).toContain(
          "error[gdb-failed]",
        );
        expect(await ask("go-print")).toContain("error[usage]");

        const minor = Number(name.split(".")[1]);
        for (const [type, address] of Object.entries(truth.objects)) {
          const object = await ask(`go-object ${address}`);
          expect(object).toContain("allocated");
          // The heap knows the type of what is above 512 bytes, since Go 1.22.
          if (type === "page")
            expect(object).toContain(
              minor >= 22 ? "type main.page" : "type not recorded",
            );
          const base = /object (0x[0-9a-f]+) \+ (\d+), (\d+) bytes/.exec(
            object,
          )!;
          expect(Number(base[1]) + Number(base[2])).toBe(Number(address));
          expect(await ask(`go-object ${address}+9`)).toContain(
            `object ${base[1]!} + ${Number(base[2]) + 9}`,
          );
        }
        expect(await ask("go-object 1")).toContain("error[not-found]");
        expect(await ask("go-panic")).toContain("no panic is under way");
      });
    },
  );

  it(
    "shows panics and defers as the program made them",
    { timeout: 300_000 },
    async () => {
      const binary = await build(
        environment,
        `chains-${name}`,
        "memory-target",
      );
      const child = spawn(binary, [], { stdio: ["pipe", "pipe", "ignore"] });
      let said = "";
      child.stdout.on("data", (data) => (said += String(data)));
      await withSession(
        child,
        () => said.includes("\n"),
        async (ask) => {
          const goroutines = await ask("go-goroutines --all");
          const idOf = (start: string): string =>
            new RegExp(`^ +(\\d+) .*\\(?${start}\\)?$`, "m").exec(
              goroutines,
            )![1]!;
          const panics = await ask("go-panic");
          expect(panics).toContain('string("glyph cache is full")');
          const panicking = await ask(`go-panic ${idOf("main.panicking")}`);
          expect(panicking).toMatch(/^goroutine \d+ \[waiting\]\n {2}panic 0x/);
          const defers = await ask(`go-defer ${idOf("main.deferring")}`);
          expect(defers.match(/^defer 0x/gm)!.length).toBeGreaterThanOrEqual(3);
          expect(defers).toMatch(/main\.(?:cleanUp|deferring\.)/);
          expect(await ask("go-defer 99999999")).toContain("error[not-found]");
          expect(await ask("go-panic x")).toContain("error[usage]");
        },
      );
    },
  );

  it(
    "lists 10,000 goroutines with their stacks in under two seconds",
    { timeout: 300_000 },
    async () => {
      const binary = await build(
        environment,
        `many-${name}`,
        "many-goroutines",
      );
      const child = spawn(binary, ["10000"], {
        stdio: ["pipe", "pipe", "ignore"],
      });
      let said = "";
      child.stdout.on("data", (data) => (said += String(data)));
      await withSession(
        child,
        () => said.includes("\n"),
        async (ask) => {
          // What it takes to walk one stack ten thousand times in gdb's own way would be minutes; the unit is gdb's `bt`.
          const from = performance.now();
          const groups = await ask("go-goroutines --groups");
          const took = performance.now() - from;
          expect(
            Number(/(\d+) goroutines\s*$/.exec(groups)![1]),
          ).toBeGreaterThanOrEqual(10_000);
          console.log(
            `Go ${name}: 10,000 goroutines in ${Math.round(took)} ms`,
          );
          const once = performance.now();
          await ask("go-stack 1");
          expect(took).toBeLessThan(
            10_000 * Math.max(1, performance.now() - once),
          );
        },
      );
    },
  );
});
