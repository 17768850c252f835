#!/usr/bin/env node
// The package's bin. The command line is built next to the desktop app; in a checkout, build first.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const built = join(__dirname, "..", "out", "main", "cli.js");
if (existsSync(built)) {
  // Until the command line is loaded and listens itself, Ctrl-C is an end like its own: a word, and exit code 130.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      console.error(`error[cancelled]: stopped by ${signal}`);
      process.exit(130);
    });
  require(built);
} else {
  console.error(
    "error[not-built]: the command line is not built yet\nRun `npm ci && npm run build` in the checkout first (`npm start` does it too).",
  );
  process.exitCode = 1;
}
