// Runs the `go` command and nothing that it could be talked into: no other toolchain, no download, no version control,
// no wrapper of the compiler. Ends with everything that it started.

import { spawn } from "node:child_process";
import { cancelledBy, TrivetError } from "../../core/errors.ts";

export interface GoRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Takes stderr line by line instead of keeping its end. */
  readonly onErrorLine?: (line: string) => void;
}

export interface GoResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** Its last part. */
  readonly stderr: string;
  readonly tookMs: number;
}

const usualTimeoutMs = 20_000;
const keptCharacters = 100_000;
/** A line longer than this is nobody's note. */
const longestLine = 64 * 1024;

/** Over the user's environment, so that what they have in their build cache is used again. */
const guarded: Readonly<Record<string, string>> = {
  // `go env -w` could hold -toolexec: what is needed of it is asked for once and given explicitly.
  GOENV: "off",
  GOFLAGS: "",
  GOTOOLCHAIN: "local",
  GOPROXY: "off",
  GOSUMDB: "off",
  GOVCS: "*:off",
  GODEBUG: "",
  CGO_ENABLED: "0",
};

/** An exit code is an answer. Codes: cancelled, source-not-compiled when it does not start or does not end in time. */
export async function runGo(run: GoRun): Promise<GoResult> {
  const { command, args, cwd, signal } = run;
  if (signal?.aborted === true) throw cancelledBy(signal);
  const startedAt = performance.now();
  // A group of its own: the compiler is a child of the child.
  const child = spawn(command, [...args], {
    cwd,
    env: { ...process.env, ...run.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  let stdout = "";
  let stderr = "";
  let rest = "";
  const stopped: TrivetError[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout = (stdout + text).slice(0, keptCharacters);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (run.onErrorLine === undefined) {
      stderr = (stderr + text).slice(-keptCharacters);
      return;
    }
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, longestLine);
    for (const line of lines) run.onErrorLine(line);
  });
  const stop = (reason: TrivetError): void => {
    stopped.push(reason);
    endGroup(child.pid);
  };
  const onAbort = (): void => {
    if (signal !== undefined) stop(cancelledBy(signal));
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  const timeoutMs = run.timeoutMs ?? usualTimeoutMs;
  const deadline = setTimeout(() => {
    stop(
      new TrivetError(
        "source-not-compiled",
        `go ${args[0] ?? ""} did not end within ${timeoutMs / 1000} s`,
      ),
    );
  }, timeoutMs);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", (error) => {
        reject(
          new TrivetError(
            "source-not-compiled",
            `running ${command}: ${error.message}`,
            {
              cause: error,
            },
          ),
        );
      });
      child.once("close", (code) => resolve(code));
    });
    const [failure] = stopped;
    if (failure !== undefined) throw failure;
    if (rest !== "") run.onErrorLine?.(rest);
    return { exitCode, stdout, stderr, tookMs: performance.now() - startedAt };
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** What a build of somebody's sources runs under; `places` are those of `go env` of the user. */
export function guardedEnvironment(
  places: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { ...guarded, ...places };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
