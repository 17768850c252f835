// A started demo: waits for its one line on stdout, and ends it for good.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { TrivetError } from "../../core/errors.ts";
import type { Disposable } from "../../services/ports/basics.ts";
import type { RunningDemo } from "../../services/ports/machine.ts";

const readyDeadlineMs = 15_000;
/** After this long without an exit, SIGTERM becomes SIGKILL (a program that a debugger holds never sees the first). */
const termGraceMs = 2_000;
const keptStderrCharacters = 4_000;

interface ReadyLine {
  readonly url: string;
  readonly pid: number;
}

function parseReadyLine(line: string): ReadyLine | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null) return null;
    const { url, pid } = value as Record<string, unknown>;
    return typeof url === "string" && typeof pid === "number"
      ? { url, pid }
      : null;
  } catch {
    return null; // not JSON: the caller reports what the line was
  }
}

/**
 * Starts a built demo and waits until it serves. Its standard input is a pipe from this process, so it ends with us even
 * when we are killed. Codes: target-died, target-timeout, cancelled.
 */
export async function startProgram(
  binary: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<RunningDemo> {
  const child = spawn(binary, [...args], { stdio: ["pipe", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-keptStderrCharacters);
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", (code) => resolve(code));
  });
  try {
    const ready = await firstLine(child, () => stderr, signal);
    return {
      ...ready,
      stop: () => stop(child, ended),
      onExit: (listener) => subscribe(ended, listener),
    };
  } catch (error) {
    await stop(child, ended);
    throw error;
  }
}

function firstLine(
  child: ChildProcess,
  stderr: () => string,
  signal?: AbortSignal,
): Promise<ReadyLine> {
  return new Promise((resolve, reject) => {
    let text = "";
    const fail = (
      code: "target-died" | "target-timeout" | "cancelled",
      what: string,
    ): void => {
      clearTimeout(deadline);
      signal?.removeEventListener("abort", cancel);
      reject(new TrivetError(code, `${what} ${stderr()}`.trim()));
    };
    const cancel = (): void =>
      fail("cancelled", "starting the demo was cancelled");
    const deadline = setTimeout(
      () =>
        fail(
          "target-timeout",
          `the demo said nothing for ${readyDeadlineMs / 1000} s`,
        ),
      readyDeadlineMs,
    );
    if (signal?.aborted === true) return cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    child.once("error", (error) =>
      fail("target-died", `the demo did not start: ${error.message}`),
    );
    child.once("exit", (code, killed) =>
      fail("target-died", `the demo ended at once (${code ?? killed})`),
    );
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end < 0) return;
      const ready = parseReadyLine(text.slice(0, end));
      if (ready === null)
        return fail("target-died", `the demo said ${JSON.stringify(text)}`);
      clearTimeout(deadline);
      signal?.removeEventListener("abort", cancel);
      resolve(ready);
    });
  });
}

async function stop(
  child: ChildProcess,
  ended: Promise<number | null>,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (child.pid === undefined) return; // never started
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), termGraceMs);
  await ended;
  clearTimeout(force);
  // The exit event may precede the end of the pipes; without this a test runner sees open handles.
  if (child.stdout !== null && !child.stdout.closed)
    await once(child, "close").catch(() => undefined);
}

function subscribe(
  ended: Promise<number | null>,
  listener: (code: number | null) => void,
): Disposable {
  let listening = true;
  void ended.then((code) => {
    if (listening) listener(code);
  });
  return {
    dispose: () => {
      listening = false;
    },
  };
}
