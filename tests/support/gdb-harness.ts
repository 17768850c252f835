// A debugger session on a real target, with everything it needs and a look at what it leaves behind.

import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import type { Target } from "../../src/core/investigation/model.ts";
import { SequentialIdentifiers } from "../../src/node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import { PtyGdbLauncher } from "../../src/node/gdb-driver/pty-gdb-launcher.ts";
import {
  GdbSession,
  type GdbSessionOptions,
} from "../../src/services/gdb-session.ts";
import type { GdbLauncher, GdbProcess } from "../../src/services/ports/gdb.ts";
import { MemoryJournal } from "./memory-journal.ts";

/** A bundled test program lies elsewhere and is told where the helpers are. */
export const gdbResources =
  process.env["TRIVET_GDB_RESOURCES"] ??
  path.resolve(import.meta.dirname, "../../resources/gdb");
export const size = { columns: 120, rows: 30 };

export function targetOf(
  pid: number,
  url: string | null = null,
  startTicks: number | null = null,
): Target {
  return {
    id: `target-${pid}`,
    label: `process ${pid}`,
    url,
    pid,
    startTicks,
    exe: null,
    goVersion: null,
    buildId: null,
    host: "here",
    memoryLimitBytes: null,
  };
}

export class GdbHarness {
  readonly journal = new MemoryJournal();
  readonly session: GdbSession;
  readonly gdbs: GdbProcess[] = [];
  /** All that the console has printed. */
  output = "";

  constructor(
    options: GdbSessionOptions & {
      readonly launcher?: GdbLauncher;
      /** Leave drawn characters unacknowledged. */
      readonly neverDraw?: boolean;
    } = {},
  ) {
    const launcher = options.launcher ?? new PtyGdbLauncher(gdbResources);
    const gdbs = this.gdbs;
    this.session = new GdbSession(
      {
        launcher: {
          version: () => launcher.version(),
          tracingObstacle: (pid) => launcher.tracingObstacle(pid),
          launch: async (what) => {
            const gdb = await launcher.launch(what);
            gdbs.push(gdb);
            return gdb;
          },
        },
        inspector: new ProcfsInspector(),
        clock: new SystemClock(),
        ids: new SequentialIdentifiers(),
        journal: this.journal,
      },
      options,
    );
    this.session.onOutput((text) => {
      this.output += text;
      if (options.neverDraw !== true) this.session.acknowledge(text.length);
    });
  }

  /** Pid of the newest gdb. */
  get gdbPid(): number {
    return this.gdbs.at(-1)!.pid;
  }

  /** Types a command and waits until the console shows what is expected after it. */
  async type(command: string, expected: RegExp): Promise<string> {
    const from = this.output.length;
    this.session.input(`${command}\n`);
    await waitFor(
      () => expected.test(this.output.slice(from)),
      () => `${String(expected)} after ${command}: ${this.output.slice(from)}`,
    );
    return this.output.slice(from);
  }
}

export async function waitFor(
  holds: () => boolean | Promise<boolean>,
  what: () => string,
  timeoutMs = 10_000,
): Promise<void> {
  const until = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(`waited in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** State letter and tracer from /proc/PID/status; null when the process is gone. */
export function processState(
  pid: number,
): { readonly state: string; readonly tracerPid: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    return {
      state: /^State:\s+(\w)/m.exec(text)![1]!,
      tracerPid: Number(/^TracerPid:\s+(\d+)/m.exec(text)![1]),
    };
  } catch {
    return null;
  }
}

export const isGone = (pid: number): boolean => {
  const now = processState(pid);
  return now === null || now.state === "Z";
};

/** One request to the target, served within a second. */
export async function serves(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/cmdline`, {
      signal: AbortSignal.timeout(1000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/** The target runs free: nobody traces it, it is not stopped, it answers. */
export async function expectFree(pid: number, url: string): Promise<void> {
  await waitFor(
    () => processState(pid)?.tracerPid === 0,
    () => `nobody tracing ${pid}: ${JSON.stringify(processState(pid))}`,
  );
  await waitFor(
    async () => serves(url),
    () => `${pid} serving; it is ${JSON.stringify(processState(pid))}`,
  );
  const now = processState(pid);
  if (now === null || /[TtZX]/.test(now.state) || now.tracerPid !== 0)
    throw new Error(`${pid} is ${JSON.stringify(now)}`);
}

/** Every executable mapping's bytes, libraries and dynamic linker included: what a forgotten breakpoint would change. */
export async function readText(pid: number): Promise<Buffer> {
  const memory = await open(`/proc/${pid}/mem`, "r");
  try {
    const parts: Buffer[] = [];
    for (const line of readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
      const match =
        /^([0-9a-f]+)-([0-9a-f]+) r-x\S* \S+ \S+ \S+\s+(\/.*)$/.exec(line);
      if (match === null) continue;
      const from = parseInt(match[1]!, 16);
      const part = Buffer.alloc(parseInt(match[2]!, 16) - from);
      await memory.read(part, 0, part.length, from);
      parts.push(part);
    }
    return Buffer.concat(parts);
  } finally {
    await memory.close();
  }
}

/** One number of the footer of `heap?debug=1`. */
export async function readMemStat(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/heap?debug=1`)).text();
  return Number(new RegExp(`^# ${name} = (\\d+)`, "m").exec(text)![1]);
}
