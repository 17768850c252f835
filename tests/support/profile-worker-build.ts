// Builds worker threads as the application does, for tests: Node cannot start a thread from TypeScript.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { build } from "vite";

export interface BuiltWorker {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

export function buildProfileWorker(): Promise<BuiltWorker> {
  return buildWorker("src/node/profile-engine/profile-worker.ts");
}

/** `entry` from the repository's root. One CommonJS file in a folder of its own. */
export async function buildWorker(entry: string): Promise<BuiltWorker> {
  const name = basename(entry, ".ts");
  const folder = await mkdtemp(join(tmpdir(), `trivet-${name}-`));
  await build({
    configFile: false,
    logLevel: "error",
    // As in the application: the folder has no node_modules beside it.
    ssr: { noExternal: true },
    build: {
      ssr: resolve(import.meta.dirname, "../..", entry),
      outDir: folder,
      target: "node20.18",
      rolldownOptions: {
        output: { format: "cjs", entryFileNames: `${name}.cjs` },
      },
    },
  });
  return {
    path: join(folder, `${name}.cjs`),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
