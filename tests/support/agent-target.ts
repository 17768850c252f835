// Starts tests/programs/agent-target, which has the agent in it, and reads what it left.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  decodeAgentRing,
  type AgentRing,
} from "../../src/core/agent-ring/decode-ring.ts";
import type { Toolchain } from "./memory-target.ts";
import { buildGo, runGo } from "./go-program.ts";

const source = path.resolve(import.meta.dirname, "../programs/agent-target");
const agent = path.resolve(import.meta.dirname, "../../resources/agent");

export async function buildAgentTarget(
  toolchain: Toolchain,
  binary: string,
): Promise<void> {
  await buildGo(toolchain, binary, { folder: source });
}

/** The package's own tests; throws with their output when one fails. */
export async function testAgent(
  toolchain: Toolchain,
  folder: string,
): Promise<void> {
  await runGo(toolchain, ["test", "-count=1", "./..."], {
    folder: agent,
    cacheFolder: folder,
  });
}

export class AgentTarget {
  readonly pid: number;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #exited: Promise<unknown>;

  private constructor(
    child: ChildProcess,
    folder: string,
    { pid, port }: { readonly pid: number; readonly port: number },
  ) {
    this.#child = child;
    this.#exited = once(child, "exit");
    this.#folder = folder;
    this.pid = pid;
    this.port = port;
  }

  /** `megabytes`: what it leaks each second once it is told to `go`. */
  static async start(
    binary: string,
    folder: string,
    megabytes = 0,
  ): Promise<AgentTarget> {
    const child = spawn(binary, [folder, String(megabytes)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const told = JSON.parse(line.toString()) as { pid: number; port: number };
    return new AgentTarget(child, folder, told);
  }

  go(): void {
    this.#child.stdin!.write("\n");
  }

  /** Unix milliseconds just before the signal was sent. */
  async kill(): Promise<number> {
    const at = Date.now();
    this.#child.kill("SIGKILL");
    await this.#exited;
    return at;
  }

  async end(): Promise<void> {
    this.#child.stdin!.write("end\n");
    await this.#exited;
  }

  get isGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  ringPath(): string {
    const name = readdirSync(this.#folder).find((file) =>
      file.includes(`.${this.pid}.`),
    );
    if (name === undefined) throw new Error("it left no ring");
    return path.join(this.#folder, name);
  }

  ring(): AgentRing {
    return decodeAgentRing(readFileSync(this.ringPath()));
  }

  /** Unix milliseconds at which a goroutine beside the agent's ran, ascending. */
  controlMillis(): readonly number[] {
    return controlMillisIn(this.#folder);
  }
}

export function controlMillisIn(folder: string): readonly number[] {
  const bytes = readFileSync(path.join(folder, "control"));
  return Array.from(
    { length: Math.floor(bytes.length / 8) },
    (_, index) => Number(bytes.readBigUInt64LE(index * 8)) / 1e6,
  )
    .filter((at) => at > 0)
    .sort((a, b) => a - b);
}

/** How much later than asked for the control goroutine ran in all, from a little before the agent's last entry on. */
export function lateness(
  control: readonly number[],
  lastMillis: number,
  killedAt: number,
): number {
  const since = lastMillis - 50;
  const own = [
    since,
    ...control.filter((at) => at > since && at < killedAt),
    killedAt,
  ];
  // It sleeps 5 ms; twice that is nobody's fault.
  return own
    .slice(1)
    .map((at, index) => Math.max(0, at - (own[index] ?? 0) - 10))
    .reduce((sum, late) => sum + late, 0);
}
