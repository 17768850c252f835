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

export default defineConfig({
  test: {
    projects: [
      project("unit", 20_000),
      project("integration", 120_000, true),
      project("bench", 600_000, true),
    ],
  },
});
