// Where the demo programs' sources are and where they are built. In a checkout and in a packaged application alike,
// `resources/demo` lies in a folder above the code.

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** `resources/demo` in the nearest folder above `startFolder` that has one; null when this installation has none. */
export function findDemoSources(startFolder: string): string | null {
  for (let folder = startFolder; ; folder = dirname(folder)) {
    const candidate = join(folder, "resources", "demo");
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return null;
  }
}

/** The user's cache folder for built demos. */
export function defaultDemoCache(): string {
  const xdg = process.env["XDG_CACHE_HOME"] ?? "";
  if (process.platform === "darwin" && xdg === "")
    return join(homedir(), "Library", "Caches", "trivet", "demo");
  return join(xdg === "" ? join(homedir(), ".cache") : xdg, "trivet", "demo");
}
