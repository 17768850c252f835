import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

// The code runs on Electron 33 and later (docs/architecture.md), so the output targets its Node and Chrome whatever
// version the `electron` package has.
process.env["ELECTRON_MAJOR_VER"] = "33";
const entry = (path: string): string => resolve(import.meta.dirname, path);

/** Half the text to read at each start; names stay, for the stacks in a log. */
const mainMinify = { compress: true, mangle: false, codegen: true } as const;

export default defineConfig({
  main: {
    build: {
      target: "node20.18",
      externalizeDeps: false,
      rolldownOptions: {
        external: ["node-pty"],
        input: {
          index: entry("src/main/index.ts"),
          cli: entry("src/cli/index.ts"),
          "profile-worker": entry("src/node/profile-engine/profile-worker.ts"),
          "judge-worker": entry("src/node/judge/judge-worker.ts"),
          "flight-worker": entry("src/node/flight-recorder/flight-worker.ts"),
          "graph-thread": entry("src/main/graph-thread.ts"),
        },
        output: { format: "cjs", minify: mainMinify },
      },
    },
  },
  preload: {
    build: {
      target: "node20.18",
      externalizeDeps: false,
      rolldownOptions: {
        // A sandboxed preload must be one CommonJS file.
        input: { index: entry("src/preload/index.ts") },
        output: { format: "cjs" },
      },
    },
  },
  renderer: {
    root: "src/renderer",
    build: {
      target: "chrome130",
      minify: true,
      rolldownOptions: { input: { index: entry("src/renderer/index.html") } },
    },
    plugins: [react()],
  },
});
