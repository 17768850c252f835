// Layouts by build id, so that a binary's DWARF is walked once. A cache that cannot be read or written costs time, not
// the result.

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  formatLayout,
  parseLayout,
} from "../../core/go-runtime/layout-file.ts";
import type { LayoutData } from "../../core/go-runtime/runtime-layout.ts";

/** The user's cache folder for layouts. */
export function defaultLayoutCache(): string {
  const xdg = process.env["XDG_CACHE_HOME"] ?? "";
  return join(
    xdg === "" ? join(homedir(), ".cache") : xdg,
    "trivet",
    "layouts",
  );
}

export class LayoutCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(buildId: string): Promise<LayoutData | null> {
    try {
      return parseLayout(await readFile(this.#path(buildId), "utf8"));
    } catch {
      return null; // not there yet, or not ours to read
    }
  }

  async write(buildId: string, data: LayoutData): Promise<void> {
    const path = this.#path(buildId);
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(temporary, formatLayout(data));
      await rename(temporary, path);
    } catch {
      // A full or read-only disk: the next time walks the DWARF again.
    }
  }

  #path(buildId: string): string {
    const name = createHash("sha256").update(buildId).digest("hex");
    return join(this.#folder, `${name.slice(0, 32)}.json`);
  }
}
