// Process glue of the command line: streams, signals, exit code. Everything testable is in main.ts.

import { TrivetError } from "../core/errors.ts";
import { main } from "./main.ts";
import { printable } from "./printable.ts";

const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process
    // bin/trivet.cjs stood in for us while the modules were loaded.
    .removeAllListeners(signal)
    .on(signal, () =>
      controller.abort(new TrivetError("cancelled", `stopped by ${signal}`)),
    );
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // `trivet … | head` closes our stdout: that is a reader who has seen enough, not an error.
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(
    `error[disk-failed]: writing the output: ${error.message}\n`,
  );
  process.exit(1);
});
// Progress that nobody can read any more must not end a recording.
process.stderr.on("error", () => undefined);

void main(process.argv.slice(2), {
  stdout: (text) =>
    void process.stdout.write(process.stdout.isTTY ? printable(text) : text),
  stderr: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  signal: controller.signal,
}).then((code) => {
  process.exitCode = code;
});
