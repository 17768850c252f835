// A command line within the test's process: what it prints, and its exit code.

import { main } from "../../src/cli/main.ts";

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `isTerminal`: what goes to stdout is for a person's eyes. */
export async function runCli(
  args: readonly string[],
  options: {
    readonly signal?: AbortSignal;
    readonly isTerminal?: boolean;
    /** Sees what goes to stderr as it comes. */
    readonly onStderr?: (text: string) => void;
  } = {},
): Promise<CliRun> {
  let stdout = "";
  let stderr = "";
  const code = await main(args, {
    stdout: (text) => (stdout += text),
    stderr: (text) => {
      stderr += text;
      options.onStderr?.(text);
    },
    isTerminal: options.isTerminal ?? false,
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, stdout, stderr };
}
