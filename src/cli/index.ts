// Process glue of the command line: streams, signals, exit code. Everything testable is in main.ts.

import { TrivetError } from "../core/errors.ts";
import { main } from "./main.ts";

const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () =>
    controller.abort(new TrivetError("cancelled", `stopped by ${signal}`)),
  );
// `trivet … | head` closes our stdout: that is a reader who has seen enough, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

void main(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  signal: controller.signal,
}).then((code) => {
  process.exitCode = code;
});
