// The service that Prometheus scrapes (tests/programs/metrics-target), and what it said.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { buildGo, ownGo } from "./go-program.ts";

const source = resolve(import.meta.dirname, "../programs/metrics-target");

/** One page that it served. */
export interface SaidPage {
  readonly AtMillis: number;
  readonly Stats: Readonly<Record<string, number>>;
  readonly Goroutines: number;
  readonly Start: number;
}

export interface MetricsTarget {
  /** `127.0.0.1:40123` */
  readonly address: string;
  readonly said: () => readonly SaidPage[];
  ask(path: "down" | "up" | "restart"): Promise<void>;
  stop(): Promise<void>;
}

export async function buildMetricsTarget(folder: string): Promise<string> {
  const binary = join(folder, "metrics-target");
  await buildGo(ownGo, binary, { folder: source });
  return binary;
}

export async function startMetricsTarget(
  binary: string,
  logFile: string,
): Promise<MetricsTarget> {
  const child = spawn(binary, [logFile], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<void>((done) => child.once("exit", () => done()));
  const address = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once("line", done);
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`it ended with ${code}`)));
  });
  return {
    address,
    said: () =>
      readFileSync(logFile, "utf8")
        .split("\n")
        // A line that is just being written has no line feed yet.
        .slice(0, -1)
        .map((line) => JSON.parse(line) as SaidPage),
    ask: async (path) => {
      const answer = await fetch(`http://${address}/${path}`);
      if (!answer.ok) throw new Error(`/${path} answered ${answer.status}`);
    },
    stop: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
