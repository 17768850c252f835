// Where the helpers that gdb loads are: beside the code, as it is built, packaged, or in a checkout.

import { existsSync } from "node:fs";
import path from "node:path";
import { TrivetError } from "../../core/errors.ts";

/** The nearest `resources/gdb` above a folder. Code: internal when the installation lacks it. */
export function findGdbHelpers(from: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "resources", "gdb");
    if (existsSync(path.join(candidate, "commands.py"))) return candidate;
    if (folder === path.dirname(folder))
      throw new TrivetError(
        "internal",
        `the installation has no resources/gdb above ${from}`,
      );
  }
}
