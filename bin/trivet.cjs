#!/usr/bin/env node
// The package's bin. The command line is built next to the desktop app; in a checkout, build first.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const built = join(__dirname, "..", "out", "main", "cli.js");
if (existsSync(built)) require(built);
else {
  console.error(
    "error[not-built]: the command line is not built yet\nRun `npm ci && npm run build` in the checkout first (`npm start` does it too).",
  );
  process.exitCode = 1;
}
