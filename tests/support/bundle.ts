// Node 20 cannot run TypeScript: what a test starts as its own process is bundled first.

import path from "node:path";
import { build } from "vite";

/** One ES module for Node; packages stay outside and are found from the repository. Returns its path. */
export async function bundleForNode(
  entry: string,
  folder: string,
): Promise<string> {
  const name = path.basename(entry).replace(/\.ts$/, "");
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: "node20",
      rollupOptions: {
        external: [/^node:/, "node-pty"],
        output: {
          format: "es",
          entryFileNames: `${name}.mjs`,
          // The bundle lies in a temporary folder, where no package can be found.
          paths: {
            "node-pty": path.resolve(
              import.meta.dirname,
              "../../node_modules/node-pty/index.js",
            ),
          },
        },
      },
    },
  });
  return path.join(folder, `${name}.mjs`);
}
