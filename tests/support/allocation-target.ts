// Starts tests/programs/allocation-target, which allocates at a known rate from known places, and watches what it does.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Toolchain } from "./memory-target.ts";
import { buildGo, goFilesOf } from "./go-program.ts";

const source = path.resolve(
  import.meta.dirname,
  "../programs/allocation-target",
);

export async function buildAllocationTarget(
  toolchain: Toolchain,
  binary: string,
  flags: readonly string[] = [],
): Promise<void> {
  await buildGo(toolchain, binary, {
    folder: source,
    files: goFilesOf(source),
    flags,
  });
}

export class AllocationTarget {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** What it has said on stderr: its crash message. */
  errors = "";

  private constructor(
    child: ChildProcess,
    lines: AsyncIterator<string>,
    pid: number,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.pid = pid;
    child.stderr?.on("data", (data) => (this.errors += String(data)));
    child.stdin?.on("error", () => undefined); // it has ended
  }

  /** `args`: `-rate=50` MiB per second, `-deadlock`. */
  static async start(
    binary: string,
    args: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<AllocationTarget> {
    const child = spawn(binary, [...args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const first = (await lines.next()) as IteratorResult<string, undefined>;
    const { pid } = JSON.parse(first.value ?? "{}") as { pid: number };
    return new AllocationTarget(child, lines, pid);
  }

  /** Objects it has made so far: it answers, so it lives. */
  async count(): Promise<number> {
    this.#child.stdin!.write("count\n");
    const answer = (await this.#lines.next()) as IteratorResult<
      string,
      unknown
    >;
    return Number(answer.value);
  }

  /** Objects per second over a while. */
  async throughput(ms: number): Promise<number> {
    const before = await this.count();
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, ms));
    const after = await this.count();
    return ((after - before) * 1000) / (performance.now() - began);
  }

  /** A line that makes it end: `panic boom`, `exit 3`. Not waited for. */
  send(line: string): void {
    this.#child.stdin!.write(`${line}\n`);
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Exit code, or the signal that ended it. */
  async ended(): Promise<number | string> {
    if (!this.hasEnded) await once(this.#child, "exit");
    return this.#child.exitCode ?? this.#child.signalCode ?? "";
  }

  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }
}
