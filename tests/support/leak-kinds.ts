// Builds and drives tests/programs/leak-kinds, and reads out of its source what is true of each kind: its holder, and
// the line that allocates what piles up.

import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { GraphTarget } from "./graph-target.ts";
import type { Toolchain } from "./memory-target.ts";
import { buildGo, goFilesOf } from "./go-program.ts";

const source = path.resolve(import.meta.dirname, "../programs/leak-kinds");

export interface LeakKind {
  readonly name: string;
  readonly holder: string;
  readonly file: string;
  /** Of the allocation. */
  readonly line: number;
}

/** By name. A kind without a marked line is a mistake in the program. */
export function readLeakKinds(): readonly LeakKind[] {
  const kinds: LeakKind[] = [];
  for (const file of goFilesOf(source)) {
    const lines = readFileSync(path.join(source, file), "utf8").split("\n");
    for (const text of lines) {
      const [, name, holder] =
        /^\/\/ kind (\S+), held by (\S+)$/.exec(text) ?? [];
      if (name === undefined || holder === undefined) continue;
      const at = lines.findIndex((line) =>
        line.endsWith(`// allocated: ${name}`),
      );
      if (at < 0) throw new Error(`${file}: no line is marked for ${name}`);
      kinds.push({ name, holder, file, line: at + 1 });
    }
  }
  return kinds.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Modes of the program that leak nothing. */
export function readHealthyModes(): readonly string[] {
  return [
    ...readFileSync(path.join(source, "healthy.go"), "utf8").matchAll(
      /healthy\("([^"]+)"/g,
    ),
  ].map(([, name]) => name!);
}

/** Gives the binary. */
export async function buildLeakKinds(
  toolchain: Toolchain,
  folder: string,
): Promise<string> {
  const binary = path.join(folder, `leak-kinds-${toolchain.name}`);
  mkdirSync(folder, { recursive: true });
  await buildGo(toolchain, binary, {
    folder: source,
    files: goFilesOf(source),
  });
  return binary;
}

/** A program in the mode, which has grown once. */
export async function startLeaking(
  binary: string,
  mode: string,
): Promise<GraphTarget> {
  const target = await GraphTarget.start(binary);
  try {
    if ((await target.command(`mode ${mode}`)) !== mode)
      throw new Error(`the program has no mode ${mode}`);
    await target.command("grow");
    return target;
  } catch (thrown) {
    await target.stop();
    throw thrown;
  }
}
