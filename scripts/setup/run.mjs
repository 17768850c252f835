// Running other programs, and words for the person who waits.

import { spawn } from "node:child_process";
import { root } from "./paths.mjs";

export function say(text) {
  process.stderr.write(`trivet: ${text}\n`);
}

/** Ends the script with what happened and what to try. */
export class SetupError extends Error {
  constructor(fact, advice) {
    super(fact);
    this.advice = advice;
  }
}

/**
 * Runs a program to its end. `capture` returns its stdout instead of showing it. Resolves with {code, stdout}; a
 * program that cannot be started has code 127.
 */
export function run(
  command,
  args,
  { capture = false, env = {}, timeoutMs, cwd = root, quiet = false } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [
        "ignore",
        capture ? "pipe" : "inherit",
        quiet ? "pipe" : "inherit",
      ],
    });
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk) => (stdout += chunk));
    child.stderr?.on("data", (chunk) => (stderr += chunk));
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const end = (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    };
    child.on("error", () => end(127));
    child.on("close", (code, signal) =>
      end(code ?? (signal === null ? 1 : 128)),
    );
  });
}

/** Runs a script's body and words its failure. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(
      `trivet: ${error.message}\n${error.advice === undefined ? "" : `        ${error.advice}\n`}`,
    );
    process.exitCode = 1;
  }
}
