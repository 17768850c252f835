// Which file a failure is about: its name for the toast, its path for whoever hovers.

import type { ErrorFact } from "../state/toast-store.ts";

export interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/** Null when it is about no file, or its words name the file already. */
export function fileOfFailure(error: ErrorFact): NamedFile | null {
  const path = error.detail?.["file"];
  if (typeof path !== "string") return null;
  const name = path.split(/[\\/]/).findLast((part) => part !== "") ?? "";
  return name === "" || error.message.includes(name) ? null : { name, path };
}
