// A real Prometheus server: the one on PATH, else Debian's package, unpacked into the cache and never installed (its
// installation would start a service). A machine that cannot get it skips those tests and says so.

import { execFile, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const cache = path.resolve(import.meta.dirname, "../../.cache/debian");

/** The executable; null, with a line on stderr, when it cannot be had here. */
export async function findPrometheus(): Promise<string | null> {
  const { stdout } = await run("sh", ["-c", "command -v prometheus"]).catch(
    () => ({ stdout: "" }),
  );
  if (stdout.trim() !== "") return stdout.trim();
  const folder = path.join(cache, "prometheus");
  const executable = path.join(folder, "usr/bin/prometheus");
  if (existsSync(executable)) return executable;
  try {
    await unpack(folder);
    return executable;
  } catch (thrown) {
    console.error(`Prometheus is not available here: ${String(thrown)}`);
    return null;
  }
}

async function unpack(folder: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const part = mkdtempSync(path.join(cache, "unpacking-"));
  try {
    const download = (): Promise<unknown> =>
      run("apt-get", ["download", "-q", "prometheus"], {
        cwd: part,
        timeout: 120_000,
      });
    // Without package lists there is nothing to choose from.
    await download().catch(async () => {
      await run("apt-get", ["update", "-qq"], { timeout: 120_000 });
      await download();
    });
    const archive = readdirSync(part).find((name) => name.endsWith(".deb"));
    await run("dpkg", ["-x", archive ?? "", "unpacked"], { cwd: part });
    renameSync(path.join(part, "unpacked"), folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

export interface ScrapeJob {
  readonly job: string;
  /** `127.0.0.1:40123` */
  readonly target: string;
  readonly path: string;
}

export interface RunningPrometheus {
  readonly url: string;
  /** What one query answers, as the server's own JSON. */
  query(expression: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** With its data in `folder`. `options` go on its command line. */
export async function startPrometheus(
  executable: string,
  folder: string,
  config: {
    readonly intervalMs: number;
    readonly jobs: readonly ScrapeJob[];
    readonly options?: readonly string[];
  },
): Promise<RunningPrometheus> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "prometheus.yml");
  const interval = `${config.intervalMs}ms`;
  writeFileSync(
    file,
    JSON.stringify({
      global: { scrape_interval: interval, scrape_timeout: interval },
      scrape_configs: config.jobs.map(({ job, target, path: page }) => ({
        job_name: job,
        metrics_path: page,
        static_configs: [{ targets: [target] }],
      })),
    }),
  );
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    executable,
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...(config.options ?? []),
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const exited = new Promise<void>((resolve) =>
    child.once("exit", () => resolve()),
  );
  const deadline = Date.now() + 60_000;
  for (;;) {
    const ready = await fetch(`${url}/-/ready`).catch(() => null);
    if (ready?.ok === true) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`Prometheus is not ready: ${log.slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    query: async (expression) => {
      const answer = await fetch(
        `${url}/api/v1/query?query=${encodeURIComponent(expression)}`,
      );
      return (await answer.json()) as unknown;
    },
    stop: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Prometheus does not say which port it got when it is left to it. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve()),
  );
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
