// Samplers on threads of their own, one for each process that is watched.

import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { toTrivetError, TrivetError } from "../../core/errors.ts";
import {
  decodeRing,
  type FlightSample,
} from "../../core/flight/flight-ring.ts";
import type { FlightPlan } from "../../core/flight/flight-plan.ts";
import type {
  FlightDeath,
  FlightSampler,
  FlightSamplers,
} from "../../services/ports/flight-recorder.ts";
import { WorkerClient } from "../worker-thread/worker-client.ts";

export interface FlightCall {
  readonly plan: FlightPlan;
  readonly pageBytes: number;
}

const run = promisify(execFile);

export class ThreadFlightSamplers implements FlightSamplers {
  readonly #scriptPath: string;
  #pageBytes: Promise<number> | null = null;

  /** `scriptPath`: the built flight-worker.js. */
  constructor(scriptPath: string) {
    this.#scriptPath = scriptPath;
  }

  async start(plan: FlightPlan): Promise<FlightSampler> {
    this.#pageBytes ??= readPageBytes();
    return new ThreadFlightSampler(
      this.#scriptPath,
      plan,
      await this.#pageBytes,
    );
  }
}

class ThreadFlightSampler implements FlightSampler {
  readonly death: Promise<FlightDeath>;
  readonly #worker: WorkerClient<FlightCall>;
  readonly #stopping = new AbortController();
  readonly #ringPath: string;

  constructor(scriptPath: string, plan: FlightPlan, pageBytes: number) {
    this.#ringPath = plan.ringPath;
    this.#worker = new WorkerClient({
      scriptPath,
      name: "the flight recorder",
    });
    this.death = this.#worker.ask<FlightDeath>(
      { plan, pageBytes },
      { signal: this.#stopping.signal },
    );
    // Whoever does not wait for the death must not be told of a failure twice.
    this.death.catch(() => {});
  }

  async samples(): Promise<readonly FlightSample[]> {
    try {
      return decodeRing(await readFile(this.#ringPath));
    } catch (error) {
      // Not begun yet.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      const { code, message } = toTrivetError(error);
      throw new TrivetError(
        code === "bad-request" ? "internal" : "disk-failed",
        message,
        { cause: error },
      );
    }
  }

  async close(): Promise<void> {
    this.#stopping.abort(
      new TrivetError("cancelled", "the flight recorder was stopped"),
    );
    await this.#worker.close();
    await rm(this.#ringPath, { force: true });
  }
}

/** 4096 on most; arm64 and ppc64 have kernels with 16 and 64 KiB. */
async function readPageBytes(): Promise<number> {
  try {
    const { stdout } = await run("getconf", ["PAGESIZE"]);
    const bytes = Number(stdout.trim());
    return bytes > 0 ? bytes : 4096;
  } catch {
    return 4096;
  }
}
