// Starts tests/programs/memory-target and stops it at a moment of which it has written down the truth.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { promisify } from "node:util";
import { LocalTargetImages } from "../../src/node/process-memory/target-images.ts";
import { ExecutableLayoutSource } from "../../src/node/runtime-layout/layout-source.ts";
import type { InspectPorts } from "../../src/services/inspect.ts";
import { findGo } from "./go-toolchains.ts";
import { buildGo, goFilesOf, type GoSource } from "./go-program.ts";
import { standsStill, stateIn } from "./stands-still.ts";

const run = promisify(execFile);
const source = path.resolve(import.meta.dirname, "../programs/memory-target");
export const bundledLayouts = path.resolve(
  import.meta.dirname,
  "../../resources/go-layouts",
);

export interface Toolchain {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The oldest Go that is promised and the machine's own, then every other minor version that is at hand. */
export async function findToolchains(): Promise<readonly Toolchain[]> {
  const found: Toolchain[] = [];
  const root = await findGo("1.19");
  if (root !== null)
    found.push({
      name: "1.19",
      environment: { GOROOT: root, GOTOOLCHAIN: "local" },
    });
  const { stdout } = await run("go", ["env", "GOVERSION", "GOMODCACHE"]);
  const [own = "", cache = ""] = stdout.trim().split("\n");
  found.push({ name: own.slice(2), environment: { GOTOOLCHAIN: "local" } });
  const folder = path.join(cache, "golang.org");
  const others = existsSync(folder) ? readdirSync(folder).sort() : [];
  for (const entry of others) {
    const version = /^toolchain@v0\.0\.1-go([\d.]+)\./.exec(entry)?.[1];
    if (version === undefined) continue;
    if (found.some(({ name }) => minorOf(name) === minorOf(version))) continue;
    found.push({
      name: version,
      environment: { GOTOOLCHAIN: `go${version}` },
    });
  }
  return found;
}

export function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

export interface Program {
  /** Of its Go, and with what it is linked. */
  readonly name: string;
  readonly toolchain: Toolchain;
  readonly withC: boolean;
}

const hasCompiler = await run("gcc", ["--version"]).then(
  () => true,
  () => false,
);

/** Without C for each of these, and with C for those that are chosen, where there is a C compiler. */
export function programsOf(
  toolchains: readonly Toolchain[],
  chosen: readonly Toolchain[] = toolchains,
): readonly Program[] {
  return [
    ...toolchains.map((toolchain) => ({
      name: toolchain.name,
      toolchain,
      withC: false,
    })),
    ...(hasCompiler ? chosen : []).map((toolchain) => ({
      name: `${toolchain.name} with C`,
      toolchain,
      withC: true,
    })),
  ];
}

export interface BuildOptions extends Pick<GoSource, "flags" | "environment"> {
  /** Calls into C, back from it, and threads that C started. */
  readonly withC?: boolean;
}

export async function buildTarget(
  toolchain: Toolchain,
  binary: string,
  { withC = false, ...options }: BuildOptions = {},
): Promise<void> {
  await buildGo(toolchain, binary, {
    folder: source,
    files: goFilesOf(source).filter((name) => withC || name !== "with_c.go"),
    ...(withC && { environment: { CGO_ENABLED: "1" } }),
    ...options,
  });
}

export interface Truth {
  readonly memstats: Readonly<Record<string, unknown>>;
  readonly stacks: Uint8Array;
  readonly heap: Uint8Array;
}

export class MemoryTarget {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  private constructor(
    child: ChildProcess,
    reader: Interface,
    lines: AsyncIterator<string>,
    pid: number,
  ) {
    this.#child = child;
    this.#reader = reader;
    this.#lines = lines;
    this.pid = pid;
  }

  static async start(
    binary: string,
    args: readonly string[] = [],
    options: { readonly cwd?: string } = {},
  ): Promise<MemoryTarget> {
    const child = spawn(binary, [...args], {
      stdio: ["pipe", "pipe", "ignore"],
      ...options,
    });
    const reader = createInterface(child.stdout);
    const lines = reader[Symbol.asyncIterator]();
    const first = (await lines.next()) as IteratorResult<string, undefined>;
    const { pid } = JSON.parse(first.value ?? "{}") as { pid: number };
    return new MemoryTarget(child, reader, lines, pid);
  }

  async command(line: string): Promise<void> {
    this.#child.stdin!.write(`${line}\n`);
    const answer = await this.#lines.next();
    if (answer.value !== "done")
      throw new Error(`${line}: ${String(answer.value)}`);
  }

  /**
   * Stops it at a known moment, lets `look` read, and gives what the program knew of that moment. Taken again when the
   * program says that its own runtime did something between its counters and the stop.
   */
  async atStop<T>(
    prefix: string,
    look: () => Promise<T>,
  ): Promise<{ readonly seen: T; readonly truth: Truth }> {
    const mostAttempts = 5;
    let seen: T;
    for (let attempt = 1; ; attempt++) {
      this.#child.stdin!.write(`take ${prefix}\n`);
      await standsStill(this.pid);
      try {
        seen = await look();
      } finally {
        process.kill(this.pid, "SIGCONT");
      }
      const { value } = (await this.#lines.next()) as IteratorResult<
        string,
        undefined
      >;
      if (value === "done") break;
      if (value !== "disturbed" || attempt === mostAttempts)
        throw new Error(`take: ${String(value)}`);
    }
    return {
      seen,
      truth: {
        memstats: JSON.parse(
          readFileSync(`${prefix}.memstats.json`, "utf8"),
        ) as Truth["memstats"],
        stacks: readFileSync(`${prefix}.stacks.txt`),
        heap: readFileSync(`${prefix}.heap.pb.gz`),
      },
    };
  }

  state(): string {
    return stateIn(`/proc/${this.pid}/status`);
  }

  /** Sends a line that ends the program, and waits for the end. */
  async end(line: string): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.stdin!.write(`${line}\n`);
    await exit;
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

export function inspectPorts(
  options: {
    readonly cacheFolder?: string;
    readonly bundledFolder?: string | null;
  } = {},
): InspectPorts {
  return {
    images: new LocalTargetImages(),
    layouts: new ExecutableLayoutSource({
      cacheFolder: options.cacheFolder ?? null,
      bundledFolder: options.bundledFolder ?? bundledLayouts,
    }),
  };
}
