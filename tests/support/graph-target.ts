// Starts tests/programs/graph-target, stops it at a moment of which it knows what its variables hold.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Toolchain } from "./memory-target.ts";
import { buildGo } from "./go-program.ts";
import { standsStill } from "./stands-still.ts";

/** Both test runners start in the checkout's root; `import.meta` is only known to one of them. */
const programs = path.resolve("tests/programs");

/** Builds one of tests/programs with the toolchain; gives the binary. */
export async function buildGraphProgram(
  toolchain: Toolchain,
  name: string,
  folder: string,
  options: { readonly withC?: boolean; readonly serves?: boolean } = {},
): Promise<string> {
  const binary = path.join(folder, name);
  const { withC = false, serves = false } = options;
  await buildGo(toolchain, binary, {
    folder: path.join(programs, name),
    files: [
      "main.go",
      ...(withC ? ["with_c.go"] : []),
      ...(serves ? ["serve.go"] : []),
    ],
    environment: { CGO_ENABLED: withC ? "1" : "0" },
  });
  return binary;
}

/** The oldest and the newest; all with TRIVET_ALL_GO=1. */
export function chosenToolchains(
  all: readonly Toolchain[],
): readonly Toolchain[] {
  if (process.env["TRIVET_ALL_GO"] === "1" || all.length <= 2) return all;
  return all.slice(0, 2);
}

export interface GraphTruth {
  readonly heapObjects: number;
  readonly heapAlloc: number;
  /** Bytes by variable. */
  readonly known: Readonly<Record<string, number>>;
  /** Of the storage of Prometheus. */
  readonly series?: number;
}

export class GraphTarget {
  readonly pid: number;
  /** Of its pprof endpoints; "" without. */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;

  private constructor(
    child: ChildProcess,
    reader: Interface,
    lines: AsyncIterator<string>,
    { pid, url = "" }: { readonly pid: number; readonly url?: string },
  ) {
    this.#child = child;
    this.#reader = reader;
    this.#lines = lines;
    this.pid = pid;
    this.url = url;
  }

  static async start(
    binary: string,
    args: readonly string[] = [],
  ): Promise<GraphTarget> {
    const child = spawn(binary, args, { stdio: ["pipe", "pipe", "ignore"] });
    const reader = createInterface(child.stdout);
    const lines = reader[Symbol.asyncIterator]();
    const first = (await lines.next()) as IteratorResult<string, undefined>;
    const said = JSON.parse(first.value ?? "{}") as { pid: number };
    return new GraphTarget(child, reader, lines, said);
  }

  async command(line: string): Promise<string> {
    this.#child.stdin!.write(`${line}\n`);
    const answer = (await this.#lines.next()) as IteratorResult<
      string,
      undefined
    >;
    return answer.value ?? "";
  }

  /** `dump`: where the runtime's own dump of its heap goes, of the same moment. */
  async atStop<T>(
    look: () => Promise<T>,
    dump = "",
  ): Promise<{ readonly seen: T; readonly truth: GraphTruth }> {
    const told = this.command(dump === "" ? "take" : `take ${dump}`);
    await standsStill(this.pid);
    let seen: T;
    try {
      seen = await look();
    } finally {
      process.kill(this.pid, "SIGCONT");
    }
    return { seen, truth: JSON.parse(await told) as GraphTruth };
  }

  state(): string {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    return /^State:\s*(\w)/m.exec(status)?.[1] ?? "";
  }

  async stop(): Promise<void> {
    this.#reader.close();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }
}
