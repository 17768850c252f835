// Runs the Go program that knows its own leaks, and asks `go tool pprof` what it makes of the profiles.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { buildGo, goAt, ownGo } from "./go-program.ts";

const run = promisify(execFile);
const source = resolve(import.meta.dirname, "../programs/profile-source");

export type ProfileKind = "heap" | "allocs" | "goroutine";
export type Moment = "before" | "after";

/** Builds and runs the program; answers the paths of its profiles. */
export async function makeProfiles(
  folder: string,
): Promise<(moment: Moment, kind: ProfileKind) => string> {
  await mkdir(folder, { recursive: true });
  const program = join(folder, "profile-source");
  await buildGo(ownGo, program, { folder: source });
  await run(program, [folder]);
  return (moment, kind) => join(folder, `${moment}.${kind}.pb.gz`);
}

export const everyKind = [
  "heap",
  "allocs",
  "goroutine",
  "cpu",
  "mutex",
  "block",
] as const;
export type EveryKind = (typeof everyKind)[number];

/**
 * All profiles that a Go can make of the program; `root` is its GOROOT, null = the `go` on PATH. Heap, allocs, goroutine,
 * mutex and block of the moment "after" are there as text as well.
 */
export async function makeEveryProfile(
  folder: string,
  root: string | null,
): Promise<
  (moment: Moment, kind: EveryKind, form?: "pb.gz" | "txt") => string
> {
  await mkdir(folder, { recursive: true });
  const program = join(folder, "profile-source");
  await buildGo(goAt(root), program, { folder: source });
  await run(program, [folder]);
  await run(program, [folder, "busy"]);
  return (moment, kind, form = "pb.gz") =>
    join(folder, `${moment}.${kind}.${form}`);
}

/** The pprof that comes with a Go; null = that of the `go` on PATH. */
export async function pprofOf(root: string | null): Promise<string> {
  if (root === null) return pprofPath();
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const shipped = join(
    root,
    "pkg/tool",
    `${process.platform}_${arch}`,
    "pprof",
  );
  return existsSync(shipped) ? shipped : builtPprof(join(root, "bin/go"));
}

/** Since 1.24 Go builds its pprof on the first use. */
async function builtPprof(go: string): Promise<string> {
  const env = { ...process.env, GOTOOLCHAIN: "local" };
  await run(go, ["tool", "pprof", "-h"], { env }).catch(() => undefined);
  const { stdout } = await run(go, ["tool", "-n", "pprof"], { env });
  return stdout.trim();
}

export interface OracleRow {
  readonly name: string;
  readonly flat: number;
  readonly cum: number;
}
export interface OracleTable {
  readonly total: number;
  readonly rows: readonly OracleRow[];
}

let pprof: Promise<string> | undefined;

/** Starting the binary itself saves a quarter of a second a call. Go builds it on its first use. */
async function pprofPath(): Promise<string> {
  pprof ??= builtPprof("go");
  return pprof;
}

export async function pprofText(
  folder: string,
  args: readonly string[],
  program?: string,
): Promise<string> {
  const { stdout } = await run(program ?? (await pprofPath()), [...args], {
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, TZ: "UTC", PPROF_TMPDIR: folder, HOME: folder },
  });
  return stdout;
}

/** `go tool pprof -top -trim=false -unit=bytes` with these arguments. */
export async function pprofTop(
  folder: string,
  args: readonly string[],
): Promise<OracleTable> {
  return parseTop(
    await pprofText(folder, [
      "-top",
      "-trim=false",
      "-unit=bytes",
      "-symbolize=none",
      ...args,
    ]),
  );
}

/** Of a table in whole units. */
export function parseTop(text: string): OracleTable {
  const total = /^Showing nodes accounting for .* of (-?\d+)\w* total$/m.exec(
    text,
  );
  const table = /^ *flat .*\n/m.exec(text);
  if (total === null || table === null)
    throw new Error(`pprof printed something else:\n${text}`);
  const rows = text
    .slice(table.index + table[0].length)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, flat, cum, name] =
        /^ *(-?\d+)[A-Za-z]* +\S+%? +\S+% +(-?\d+)[A-Za-z]* +\S+% {2}(.*)$/.exec(
          line,
        ) ?? [];
      if (name === undefined) throw new Error(`not a row: ${line}`);
      return {
        name: name.replace(/ \((partial-)?inline\)$/, ""),
        flat: Number(flat),
        cum: Number(cum),
      };
    });
  return { total: Number(total[1]), rows };
}
