// Starts tests/programs/typed-values, which writes down its own values and stops itself.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { DecodedValue } from "../../src/core/go-types/decoded-value.ts";
import type { Toolchain } from "./memory-target.ts";
import { buildGo, goFilesOf } from "./go-program.ts";

const source = path.resolve(import.meta.dirname, "../programs/typed-values");

/** What the program knows: a text, or parts by name. */
export interface TrueValue {
  readonly type: string;
  readonly text?: string;
  readonly length?: number;
  readonly parts?: Readonly<Record<string, TrueValue>>;
}
export interface TypedTruth {
  readonly version: string;
  readonly variables: Readonly<Record<string, TrueValue>>;
  readonly allocations: Readonly<Record<string, readonly string[]>>;
  readonly objects: Readonly<Record<string, string>>;
}
export interface TypedTarget {
  readonly pid: number;
  readonly truth: TypedTruth;
  stop(): Promise<void>;
}

export async function buildTypedValues(
  toolchain: Toolchain,
  binary: string,
  flags: readonly string[] = [],
): Promise<void> {
  const has124 = Number(toolchain.name.split(".")[1]) >= 24;
  // Files by name and not the folder: the module's go line is older than what newer files need.
  const files = goFilesOf(source).filter(
    (name) => name !== (has124 ? "cleanups_old.go" : "cleanups_new.go"),
  );
  await buildGo(toolchain, binary, { folder: source, files, flags });
}

/** Returns when the program has written the truth and stands still. */
export async function startTypedValues(binary: string): Promise<TypedTarget> {
  const truthFile = `${binary}.truth.json`;
  const child: ChildProcess = spawn(binary, [truthFile], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout!);
  const [line] = (await once(lines, "line")) as [string];
  lines.close();
  const { pid } = JSON.parse(line) as { pid: number };
  while (!/^State:\s*T/m.test(readFileSync(`/proc/${pid}/status`, "utf8")))
    await new Promise((resolve) => setTimeout(resolve, 5));
  return {
    pid,
    truth: JSON.parse(readFileSync(truthFile, "utf8")) as TypedTruth,
    async stop() {
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
  };
}

/** Every place where the decoded value says something else than the program, and how many places were compared. */
export function compareValues(
  decoded: DecodedValue,
  truth: TrueValue,
): { readonly differences: readonly string[]; readonly compared: number } {
  const differences: string[] = [];
  let compared = 0;
  const compare = (
    value: DecodedValue,
    wanted: TrueValue,
    at: string,
  ): void => {
    compared++;
    const differ = (what: string): void => {
      differences.push(`${at}: ${what}`);
    };
    if (wanted.text === "cycle") {
      if (value.note !== "cycle") differ(`no cycle: ${value.text}`);
      return;
    }
    if (value.note !== null) differ(`${value.note}: ${value.text}`);
    if (wanted.length !== undefined && value.length !== wanted.length)
      differ(`length ${value.length}, not ${wanted.length}`);
    if (value.kind === "map" && value.children.length !== value.length)
      differ(`${value.children.length} entries of ${value.length}`);
    if (wanted.text !== undefined && textOf(value) !== wanted.text)
      differ(`${value.text}, not ${wanted.text}`);
    for (const [name, part] of Object.entries(wanted.parts ?? {})) {
      const child = value.children.find((candidate) => candidate.name === name);
      if (child === undefined)
        differ(
          `no ${name} among ${value.children
            .slice(0, 5)
            .map((one) => one.name)
            .join(" ")}`,
        );
      else compare(child, part, `${at}.${name}`);
    }
  };
  compare(decoded, truth, "");
  return { differences, compared };
}

/** Texts are quoted, lists of bytes have their length in front. */
function textOf({ kind, text }: DecodedValue): string {
  const quoted = /"(?:[^"\\]|\\.)*"$/s.exec(text)?.[0];
  const isText = kind === "string" || kind === "slice" || kind === "array";
  return isText && quoted !== undefined ? (JSON.parse(quoted) as string) : text;
}
