// Is that port Go's pprof? Asked of the ports that a process listens on.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import { connectTarget, type ConnectPorts } from "./connect.ts";

/** True when a URL answers as Go's pprof; other failures than "not pprof" count as no, cancelling does not. */
export async function isPprofUrl(
  url: string,
  ports: ConnectPorts,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    // No process is looked up here: the caller knows it. And no identifier is used up.
    const { target } = await connectTarget(
      { url, timeoutMs: 2000, signal },
      { ...ports, processes: null, ids: { next: (prefix) => prefix } },
    );
    return target.url !== null;
  } catch (thrown) {
    const error = toTrivetError(thrown);
    if (error.code === "cancelled")
      throw new TrivetError("cancelled", error.message);
    return error.code === "profile-not-served";
  }
}
