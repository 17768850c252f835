// Which gdb, and is it good enough: `new-ui mi3` came with 9.1, and the Go commands need its Python.

import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { TrivetError } from "../../core/errors.ts";

export interface FoundGdb {
  readonly path: string;
  /** `13.1`. */
  readonly version: string;
}

/** Codes: gdb-missing, gdb-too-old, gdb-failed. `searchPath` is a PATH. */
export async function findGdb(searchPath: string): Promise<FoundGdb> {
  const found = searchPath
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, "gdb"))
    .find(isExecutable);
  if (found === undefined)
    throw new TrivetError("gdb-missing", "no gdb in PATH");
  const output = await askGdb(found);
  const version = parseGdbVersion(output);
  if (version === null)
    throw new TrivetError(
      "gdb-failed",
      `${found} does not say its version: ${output.trim().slice(0, 200)}`,
    );
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < 9 || (major === 9 && minor < 1))
    throw new TrivetError("gdb-too-old", `${found} is gdb ${version}`);
  if (!output.includes("python works"))
    throw new TrivetError(
      "gdb-too-old",
      `${found} (gdb ${version}) was built without Python`,
    );
  return { path: found, version };
}

/** From `GNU gdb (Debian 13.1-3) 13.1`; null when no line looks like it. */
export function parseGdbVersion(output: string): string | null {
  const line = /^GNU gdb\b(.*)$/m.exec(output)?.[1];
  if (line === undefined) return null;
  return /\d+\.\d+(?:\.\d+)?/.exec(line.replace(/\([^)]*\)/g, ""))?.[0] ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // not there, or not ours to run: the next folder may have one
  }
}

function askGdb(gdb: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      gdb,
      [
        "-nx",
        "-batch",
        "-ex",
        "show version",
        "-ex",
        'python print("python works")',
      ],
      { timeout: 20_000, env: gdbEnvironment() },
      (error, stdout, stderr) => {
        if (error !== null && stdout === "")
          reject(
            new TrivetError(
              "gdb-failed",
              `${gdb} does not start: ${stderr.trim() || error.message}`,
              { cause: error },
            ),
          );
        else resolve(stdout);
      },
    );
  });
}

/** What gdb gets to see: English messages (errors are told apart by them), and no Python but its own. */
export function gdbEnvironment(): Record<string, string | undefined> {
  const environment: Record<string, string | undefined> = { ...process.env };
  for (const name of [
    "PYTHONHOME",
    "PYTHONPATH",
    "DEBUGINFOD_URLS",
    "GDBHISTFILE",
  ])
    delete environment[name];
  return { ...environment, LC_ALL: "C.UTF-8" };
}
