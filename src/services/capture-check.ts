// Decoding is the only proof that bytes are a whole profile: a body that was cut without a declared length, or by a
// proxy that closed politely, looks fine until its end is missing.

import { toTrivetError } from "../core/errors.ts";
import type { ProfileCheck } from "./capture.ts";
import type { ProfileEngine } from "./ports/profile-engine.ts";

/** A capture's `check` that decodes and forgets. A profile without samples is a true answer of a young process. */
export function checkByDecoding(
  engine: Pick<ProfileEngine, "load" | "unload">,
): ProfileCheck {
  let count = 0;
  return async (bytes, signal) => {
    const id = `capture-check-${++count}`;
    try {
      // A copy: an engine in a worker takes the bytes with it.
      await engine.load(id, bytes.slice(), signal);
    } catch (thrown) {
      const error = toTrivetError(thrown);
      if (error.code !== "profile-empty") throw error;
    } finally {
      engine.unload(id);
    }
  };
}
