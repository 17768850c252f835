// Probes of the kernel (uprobes) through tracefs: the target is neither stopped nor traced, its text is the kernel's to
// restore, and each hit costs it some microseconds. Source of truth: Documentation/trace/uprobetracer.rst.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  writeFileSync,
} from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";
import { TrivetError } from "../../core/errors.ts";
import type {
  AllocationProbe,
  AllocationProbes,
  ProbePlace,
} from "../../services/ports/allocation-trace.ts";

/** Where distributions mount it. */
const usualPlaces = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];
/** Takes everything down again when its input ends: when it is told to, and when this process dies, however it dies. */
const cleaner = `
cat >/dev/null
echo 0 > "$1/events/$3/alloc/enable"
sleep 0.1
rmdir "$1"
echo "-:$3/alloc" >> "$2/uprobe_events"
`;

export class KernelProbes implements AllocationProbes {
  readonly #places: readonly string[];

  constructor(places: readonly string[] = usualPlaces) {
    this.#places = places;
  }

  async obstacle(): Promise<string | null> {
    const place = this.#mounted();
    if (place === null)
      return `the kernel's tracing files are not to be seen at ${this.#places[0]}: mount them as root (mount -t tracefs nodev /sys/kernel/tracing), if the kernel has uprobes`;
    try {
      await access(path.join(place, "uprobe_events"), constants.W_OK);
      return null;
    } catch {
      return `${place}/uprobe_events must not be written: probes are for root`;
    }
  }

  #mounted(): string | null {
    return (
      this.#places.find((place) =>
        existsSync(path.join(place, "uprobe_events")),
      ) ?? null
    );
  }

  /** Codes: trace-unavailable with what the kernel said. */
  async open(where: ProbePlace): Promise<AllocationProbe> {
    const obstacle = await this.obstacle();
    const place = this.#mounted();
    if (obstacle !== null || place === null)
      throw new TrivetError("trace-unavailable", obstacle ?? "no tracefs");
    return openProbe(place, where);
  }
}

function openProbe(place: string, where: ProbePlace): AllocationProbe {
  const group = `trivet_${process.pid}_${randomBytes(4).toString("hex")}`;
  const instance = path.join(place, "instances", group);
  const events = path.join(place, "uprobe_events");
  const guard = spawn(
    "/bin/sh",
    ["-c", cleaner, "sh", instance, place, group],
    {
      stdio: ["pipe", "ignore", "ignore"],
      // A signal for this process group must not reach it: it has to outlive us.
      detached: true,
    },
  );
  guard.stdin.on("error", () => undefined);
  const close = async (): Promise<void> => {
    if (guard.exitCode !== null) return;
    const exit = once(guard, "exit");
    guard.stdin.end();
    await exit;
  };
  try {
    writeFileSync(
      events,
      `p:${group}/alloc ${where.executable}:0x${where.fileOffset.toString(16)} ${where.fetch}\n`,
      { flag: "a" },
    );
    mkdirSync(instance);
    const set = (name: string, text: string): void =>
      writeFileSync(path.join(instance, name), text);
    set("trace_clock", "mono");
    set("buffer_size_kb", "4096");
    set("trace_options", "event-fork");
    set("set_event_pid", readdirSync(`/proc/${where.pid}/task`).join(" "));
    set(`events/${group}/alloc/enable`, "1");
    const pipe = openSync(
      path.join(instance, "trace_pipe"),
      constants.O_RDONLY | constants.O_NONBLOCK,
    );
    let isOpen = true;
    return {
      offsetMillis: Date.now() - Number(process.hrtime.bigint()) / 1e6,
      read: () => (isOpen ? drain(pipe) : ""),
      async close() {
        if (isOpen) closeSync(pipe);
        isOpen = false;
        await close();
      },
    };
  } catch (cause) {
    void close();
    throw new TrivetError(
      "trace-unavailable",
      `the kernel refuses the probe: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

function drain(pipe: number): string {
  const parts: Buffer[] = [];
  const piece = Buffer.alloc(1 << 16);
  for (;;) {
    let count: number;
    try {
      count = readSync(pipe, piece, 0, piece.length, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      break;
    }
    if (count === 0) break;
    parts.push(Buffer.from(piece.subarray(0, count)));
  }
  return Buffer.concat(parts).toString("latin1");
}
