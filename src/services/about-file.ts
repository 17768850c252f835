// A failure says which file it is about: people have several open calls and many files.

import { toTrivetError, TrivetError } from "../core/errors.ts";

/** Runs `work`; what it throws carries `detail.file`, unless it already names another. */
export async function aboutFile<T>(
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const { code, message, detail } = toTrivetError(thrown);
    throw new TrivetError(code, message, {
      cause: thrown,
      detail: { file: path, ...detail },
    });
  }
}
