import { defineConfig } from "vitest/config";

const project = (name: string, testTimeout: number, serial = false) => ({
  test: {
    name,
    dir: `tests/${name}`,
    include: ["**/*.test.ts", "**/*.test.tsx"],
    environment: "node",
    env: { TZ: "UTC", LC_ALL: "C" },
    testTimeout,
    hookTimeout: testTimeout,
    ...(serial ? { fileParallelism: false } : {}),
  },
});

const results = process.env["TRIVET_TEST_RESULTS"];

export default defineConfig({
  test: {
    reporters: ["default", ...(results === undefined ? [] : ["json"])],
    outputFile: { ...(results === undefined ? {} : { json: results }) },
    projects: [
      project("unit", 20_000),
      project("integration", 120_000, true),
      project("bench", 600_000, true),
    ],
  },
});
