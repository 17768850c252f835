// Builds and starts the demo target for tests: a real Go process with pprof on loopback.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { buildGo, ownGo } from "./go-program.ts";

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

/** Path of the built binary, named by its sources and the toolchain: built once, shared by all test runs. */
export function buildGateway(): Promise<string> {
  building ??= (async () => {
    const run = promisify(execFile);
    const hash = createHash("sha256");
    hash.update((await run("go", ["env", "GOVERSION"])).stdout);
    for (const name of readdirSync(source).sort())
      hash.update(name).update(readFileSync(path.join(source, name)));
    const folder = path.join(tmpdir(), "trivet-tests");
    mkdirSync(folder, { recursive: true });
    const binary = path.join(
      folder,
      `gateway-${hash.digest("hex").slice(0, 12)}`,
    );
    if (existsSync(binary)) return binary;
    // Another run may build the same at this moment: the rename of either is whole.
    const unfinished = `${binary}.${process.pid}`;
    await buildGo(ownGo, unfinished, {
      folder: source,
      // With or without cgo, as the demo's own build chooses.
      environment: { CGO_ENABLED: "" },
    });
    renameSync(unfinished, binary);
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
