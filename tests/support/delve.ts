// The debugger delve, of one version, built once into the cache; and the cores that it writes.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const version = "v1.25.2";
const folder = path.resolve(
  import.meta.dirname,
  `../../.cache/go/delve-${version}`,
);

/** Null, with a line on stderr, when it cannot be had here. */
export async function findDelve(): Promise<string | null> {
  const binary = path.join(folder, "dlv");
  if (existsSync(binary)) return binary;
  try {
    await run(
      "go",
      [
        "install",
        // Without debug information, which nobody needs here.
        "-ldflags=-s -w",
        `github.com/go-delve/delve/cmd/dlv@${version}`,
      ],
      {
        env: { ...process.env, GOBIN: folder, GOFLAGS: "", CGO_ENABLED: "0" },
        timeout: 240_000,
      },
    );
    return binary;
  } catch (thrown) {
    console.error(`delve ${version} is not available here: ${String(thrown)}`);
    return null;
  }
}

/** Attaches, writes the core, and lets the process run on. */
export async function dumpCore(
  delve: string,
  pid: number,
  core: string,
): Promise<void> {
  const child = spawn(
    delve,
    [
      "attach",
      String(pid),
      "--allow-non-terminal-interactive=true",
      // It reads what it needs of a newer Go as well.
      "--check-go-version=false",
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text) => (said += String(text)));
  // The last answer: not to kill the process.
  child.stdin.end(`dump ${core}\nquit\nn\n`);
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0 || !existsSync(core))
    throw new Error(`dlv attach ended with ${code}: ${said}`);
}
