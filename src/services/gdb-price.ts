// What attaching will cost a target, and what stands in its way: said before it is asked for.

import { errorCodes, TrivetError, toTrivetError } from "../core/errors.ts";
import type { GdbEstimate } from "../core/investigation/live-state.ts";
import type { Target } from "../core/investigation/model.ts";
import type { GdbLauncher } from "./ports/gdb.ts";
import type { ProcessInspector } from "./ports/target.ts";

/** Measured with gdb 13: 11 to 40 ms. Symbols are read beforehand, and libraries are left alone (attachment.py). */
const ruleOfThumbMs = { "static-binary": 30, "dynamic-binary": 50 } as const;

export interface GdbPricePorts {
  readonly launcher: GdbLauncher;
  readonly inspector: ProcessInspector;
}

export class GdbPrice {
  readonly #ports: GdbPricePorts;
  /** How long attaching to an executable really took, the last time. */
  readonly #measuredMs = new Map<string, number>();

  constructor(ports: GdbPricePorts) {
    this.#ports = ports;
  }

  /** Code: pid-not-found for a target without a process here. */
  async estimate(target: Target): Promise<GdbEstimate> {
    const pid = requirePid(target);
    const obstacle = await this.obstacle(target, pid);
    const identity = await this.#ports.inspector
      .identify(pid)
      .catch(() => null);
    const exe = identity?.exe ?? target.exe ?? "";
    const measured = this.#measuredMs.get(exe);
    const basis =
      identity?.dynamic === false ? "static-binary" : "dynamic-binary";
    return {
      pid,
      exe,
      stopMs: measured ?? ruleOfThumbMs[basis],
      basis: measured === undefined ? basis : "measured-before",
      obstacle,
    };
  }

  /** Attaching took this long: the next estimate for that executable says so. */
  async remember(pid: number, stopMs: number): Promise<void> {
    const identity = await this.#ports.inspector
      .identify(pid)
      .catch(() => null);
    if (identity?.exe != null) this.#measuredMs.set(identity.exe, stopMs);
  }

  /** Null when attaching should work. */
  async obstacle(
    target: Pick<Target, "startTicks"> | null,
    pid: number,
  ): Promise<TrivetError | null> {
    const { launcher, inspector } = this.#ports;
    try {
      await launcher.version();
      const obstacle = await launcher.tracingObstacle(pid);
      if (obstacle !== null)
        return new TrivetError(
          errorCodes.find((code) => code === obstacle.code) ?? "gdb-failed",
          obstacle.message,
        );
      const { startTicks } = await inspector.identify(pid);
      const expected = target?.startTicks ?? null;
      return expected !== null && startTicks !== expected
        ? new TrivetError("pid-reused", `process ${pid} is another one now`)
        : null;
    } catch (thrown) {
      return toTrivetError(thrown);
    }
  }
}

/** Code: pid-not-found. */
export function requirePid(target: Target): number {
  if (target.pid !== null) return target.pid;
  throw new TrivetError(
    "pid-not-found",
    `${target.label} has no process on this machine`,
  );
}
