// The tests that drive the real application. `npm run test:e2e` sets them up (scripts/e2e.mjs).

import { defineConfig } from "@playwright/test";

const results = process.env["TRIVET_TEST_RESULTS"];

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // One at a time: they share the display, the processors and, for gdb, the machine's ptrace.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [
    [process.env["CI"] === undefined ? "line" : "list"],
    ...(results === undefined
      ? []
      : ([["json", { outputFile: results }]] as const)),
  ],
});
