// How long things take and how much memory, and a table of it: figures are printed by every bench, and only their ratios
// within one run are asserted.

import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);
const timeProgram = "/usr/bin/time";

/** CPU milliseconds of this process, garbage collection in other threads included: what else the machine does, and how
 * long it makes us wait, is not in them. The best of `rounds`, of which the first pays for compiling. */
export function leastCpu<T>(
  rounds: number,
  work: () => T,
): { readonly ms: number; readonly result: T } {
  let ms = Infinity;
  let result: T | undefined;
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage();
    result = work();
    const { user, system } = process.cpuUsage(started);
    ms = Math.min(ms, (user + system) / 1000);
  }
  return { ms, result: result! };
}

export interface CommandCost {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The most that the process, or one that it waited for, ever held. */
  readonly peakBytes: number;
  readonly stdout: string;
}

/** Runs a program to its end. Start of the process included, and everything it starts and waits for. */
export async function measureCommand(
  command: string,
  args: readonly string[],
): Promise<CommandCost> {
  if (!existsSync(timeProgram))
    throw new Error(`${timeProgram} is missing: install the package "time"`);
  const mark = "measured:";
  const { stdout, stderr } = await run(
    timeProgram,
    ["-f", `${mark} %e %U %S %M`, command, ...args],
    { maxBuffer: 1 << 28, env: { ...process.env, TZ: "UTC", LC_ALL: "C" } },
  );
  const line = stderr.slice(stderr.lastIndexOf(mark) + mark.length).trim();
  const [wall = 0, user = 0, system = 0, kilobytes = 0] = line
    .split(" ")
    .map(Number);
  return {
    wallMs: wall * 1000,
    cpuMs: (user + system) * 1000,
    peakBytes: kilobytes * 1024,
    stdout,
  };
}

/** What the figures come from, in words that say nothing of where the machine stands. */
export function describeVersions(): string {
  const go = execFileSync("go", ["version"], { encoding: "utf8" });
  return `Node ${process.versions.node}, ${/go\d[\d.]*/.exec(go)?.[0] ?? "Go"}`;
}

/** Prints a table as Markdown, so that docs/benchmarks.md can have it as it is. */
export function printTable(
  title: string,
  rows: readonly (readonly (string | number)[])[],
): void {
  const [head = [], ...body] = rows;
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.join(" | ")} |`;
  console.log(
    [
      `${title} (${describeVersions()})`,
      line(head),
      line(head.map(() => "---")),
      ...body.map(line),
    ].join("\n"),
  );
}

export const milliseconds = (ms: number): string => `${ms.toFixed(0)} ms`;
export const megabytes = (bytes: number): string =>
  `${(bytes / 2 ** 20).toFixed(0)} MiB`;
export const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
