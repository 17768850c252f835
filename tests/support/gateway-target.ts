// Builds and starts the demo target for tests: a real Go process with pprof on loopback.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

/** Both test runners start in the checkout's root; `import.meta` is only known to one of them. */
const source = path.resolve("resources/demo/gateway");

export interface GatewayTarget {
  /** pprof base URL, as the program prints it. */
  readonly url: string;
  readonly pid: number;
  readonly child: ChildProcess;
  /** Resolves when the process is gone; SIGKILL also ends one that is stopped. */
  kill(): Promise<void>;
}

let building: Promise<string> | null = null;

/** Path of the built binary; once per test run, `go build` caches across runs. */
export function buildGateway(): Promise<string> {
  building ??= (async () => {
    const folder = path.join(tmpdir(), "trivet-tests");
    mkdirSync(folder, { recursive: true });
    const binary = path.join(folder, `gateway-${process.pid}`);
    await promisify(execFile)("go", ["build", "-o", binary, "."], {
      cwd: source,
      env: { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-mod=mod" },
    });
    return binary;
  })();
  return building;
}

export async function startGateway(
  options: {
    readonly leak?: boolean;
    readonly rate?: number;
    readonly listen?: string;
    /** For example `setpriv --reuid=65534`, put before the program. */
    readonly prefix?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<GatewayTarget> {
  const binary = await buildGateway();
  const [command = binary, ...rest] = [
    ...(options.prefix ?? []),
    binary,
    `-leak=${options.leak ?? true}`,
    `-rate=${options.rate ?? 250}`,
    ...(options.listen === undefined ? [] : [`-listen=${options.listen}`]),
  ];
  const child = spawn(command, rest, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...options.env },
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`the gateway ended with ${code} before it served`)),
    );
  });
  const { url, pid } = JSON.parse(line) as { url: string; pid: number };
  return {
    url,
    pid,
    child,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
