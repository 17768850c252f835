// Goroutine snapshots come in two forms: counted by stack (cheap), or every goroutine by id (the target stands still). What
// was asked for tells them apart, without looking at the bytes.

import type { Snapshot } from "./model.ts";

/** The query of net/http/pprof's goroutine handler that prints every goroutine. */
export const stacksParameter = "debug=2";

/** True when the snapshot has ids, states and waits. */
export function tellsGoroutineIds(
  snapshot: Pick<Snapshot, "kind" | "request">,
): boolean {
  return (
    snapshot.kind === "goroutine" && /[?&]debug=2(?:&|$)/.test(snapshot.request)
  );
}

/**
 * How often the target is stopped for a dump of so many bytes: runtime/pprof prints into a buffer of 1 MiB, and starts
 * again with one of twice the size, up to 64 MiB, while it is too small (writeGoroutineStacks).
 */
export function stopsOfDump(bytes: number): number {
  let stops = 1;
  for (let room = 1 << 20; bytes >= room && room < 64 << 20; room *= 2) stops++;
  return stops;
}
