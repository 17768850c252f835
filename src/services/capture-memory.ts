// A heap profile out of the target's memory as a snapshot like any other: the same kind, kept as a pprof file. Nothing is
// asked of the target, so it costs it nothing and works without an endpoint.

import { TrivetError } from "../core/errors.ts";
import type { Snapshot, Target } from "../core/investigation/model.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";
import type { RuntimeWatch } from "./ports/process-memory.ts";
import { TargetJournal } from "./watch-journal.ts";

export interface MemorySubject {
  readonly target: Target;
  /** Its runtime, read through its memory; absent where nobody can. Codes: those of `RuntimeWatches.open`. */
  openRuntime?(): Promise<RuntimeWatch>;
}

export interface MemoryCapturePorts {
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
  /** Refuses bytes that are no whole profile. */
  readonly check?:
    | ((bytes: Uint8Array, signal: AbortSignal | undefined) => Promise<void>)
    | undefined;
}

/**
 * As of the newest collection, so that garbage is not in it; as of now where none has ended yet. Codes: those of
 * `RuntimeWatches.open` and `RuntimeWatch.heapProfile`, disk-full, disk-failed, cancelled.
 */
export async function captureFromMemory(
  subject: MemorySubject,
  ports: MemoryCapturePorts,
  { signal }: { readonly signal?: AbortSignal },
): Promise<Snapshot> {
  const { clock, ids, journal } = ports;
  const { target } = subject;
  if (subject.openRuntime === undefined)
    throw new TrivetError(
      "procfs-unavailable",
      "memory of processes cannot be read here",
    );
  const request = `runtime.mbuckets in the memory of process ${target.pid}`;
  journal.append({
    type: "action",
    action: {
      atMillis: clock.nowMillis(),
      actor: "trivet",
      action: "capture.heap",
      detail: request,
    },
  });
  const requestedAtMillis = clock.nowMillis();
  const started = clock.monotonicMillis();
  const runtime = await subject.openRuntime();
  const first = await runtime.heapProfile("collection", signal);
  const isCollected = first.numGc > 0;
  const { bytes, numGc } = isCollected
    ? first
    : await runtime.heapProfile("now", signal);
  const atMillis = clock.nowMillis();
  await ports.check?.(bytes, signal);
  signal?.throwIfAborted();
  const evidence = await journal.putEvidence(bytes, "pb");
  const snapshot: Snapshot = {
    id: ids.next("heap"),
    targetId: target.id,
    kind: "heap",
    requestedAtMillis,
    atMillis,
    member: evidence.member,
    bytes: evidence.bytes,
    sha256: evidence.sha256,
    request,
    gcCount: numGc,
    forcedGc: false,
    asOf: isCollected ? "collection" : "now",
  };
  journal.append({ type: "snapshot", snapshot });
  new TargetJournal(target.id, ports).event(
    "snapshot",
    `heap profile from memory, ${evidence.bytes} bytes`,
    {
      snapshotId: snapshot.id,
      kind: "heap",
      forcedGc: false,
      tookMs: Math.round(clock.monotonicMillis() - started),
    },
  );
  return snapshot;
}
