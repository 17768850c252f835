// Where things are, for every script.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** Git-ignored: runtimes, built demos, stamps. Deleting it costs time, nothing else. */
export const cache = join(root, ".cache");
export const inRoot = (...parts) => join(root, ...parts);
export const inCache = (...parts) => join(cache, ...parts);
