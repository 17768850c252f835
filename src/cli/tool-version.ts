// The version that goes into what the command line writes: package.json's, wherever the built file lies.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** `0.0.0` when no package.json is above this file. */
export function readToolVersion(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const path = join(folder, "package.json");
    if (existsSync(path)) {
      const manifest = JSON.parse(readFileSync(path, "utf8")) as {
        readonly version?: unknown;
      };
      return typeof manifest.version === "string" ? manifest.version : "0.0.0";
    }
    const parent = dirname(folder);
    if (parent === folder) return "0.0.0";
    folder = parent;
  }
}
