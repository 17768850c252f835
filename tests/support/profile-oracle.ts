// Runs the Go program that knows its own leaks, and asks `go tool pprof` what it makes of the profiles.

import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

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
  await run("go", ["build", "-o", program, "."], {
    cwd: source,
    env: {
      ...process.env,
      GOFLAGS: "-mod=mod -buildvcs=false",
      GOTOOLCHAIN: "local",
    },
  });
  await run(program, [folder]);
  return (moment, kind) => join(folder, `${moment}.${kind}.pb.gz`);
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
  pprof ??= run("go", ["tool", "pprof", "-h"])
    .catch(() => undefined)
    .then(() => run("go", ["tool", "-n", "pprof"]))
    .then(({ stdout }) => stdout.trim());
  return pprof;
}

export async function pprofText(
  folder: string,
  args: readonly string[],
): Promise<string> {
  const { stdout } = await run(await pprofPath(), [...args], {
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
  const text = await pprofText(folder, [
    "-top",
    "-trim=false",
    "-unit=bytes",
    "-symbolize=none",
    ...args,
  ]);
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
