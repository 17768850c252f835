// The field that objects are to be grouped by: looked up before anything is stopped, so that a slip costs the target
// nothing.

import { TrivetError } from "../core/errors.ts";
import {
  resolveGroupPath,
  type GroupPath,
} from "../core/object-graph/group-path.ts";
import type { Inspection } from "./inspect.ts";
import { openDecoding } from "./inspect-struct.ts";

export interface Grouping {
  readonly path: GroupPath;
  readonly decoding: Awaited<ReturnType<typeof openDecoding>>;
}

/** Codes: not-found (no such type, or no names), usage (no such field, or none that groups), those of `openDecoding`. */
export async function openGrouping(
  inspection: Inspection,
  text: string,
  signal?: AbortSignal,
): Promise<Grouping> {
  const decoding = await openDecoding(inspection, signal);
  if (!decoding.types.hasNames)
    throw new TrivetError(
      "not-found",
      `${text} cannot be looked up: the program was linked with -w, and its types have no names`,
      { detail: { name: text }, advice: "no-names" },
    );
  return { path: resolveGroupPath(decoding.types, text), decoding };
}
