// Builds the profile worker as the application does, for tests: Node cannot start a thread from TypeScript.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "vite";

export async function buildProfileWorker(): Promise<{
  readonly path: string;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), "trivet-profile-worker-"));
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      ssr: resolve(
        import.meta.dirname,
        "../../src/node/profile-engine/profile-worker.ts",
      ),
      outDir: folder,
      target: "node20.18",
      rolldownOptions: {
        output: { format: "cjs", entryFileNames: "profile-worker.cjs" },
      },
    },
  });
  return {
    path: join(folder, "profile-worker.cjs"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
