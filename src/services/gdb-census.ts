// A count of the heap's objects, taken through an attached gdb and kept as evidence.

import {
  extractMarkedJson,
  parseSpanCensus,
} from "../core/go-runtime/parse-span-census.ts";
import type { Snapshot, Target } from "../core/investigation/model.ts";
import type { GdbAttachment } from "./gdb-attachment.ts";
import type { GdbRecord, GdbRecordPorts } from "./gdb-record.ts";

const censusTimeoutMs = 60_000;
const request = "go-spans --json";

/**
 * A running target is stopped for it and set running again. Codes: target-not-go, gdb-failed, gdb-timeout, gdb-died,
 * disk-full, disk-failed.
 */
export async function takeSpanCensus(
  { clock, ids, journal }: GdbRecordPorts,
  {
    attachment,
    target,
    record,
  }: {
    readonly attachment: GdbAttachment;
    readonly target: Target;
    readonly record: GdbRecord;
  },
): Promise<Snapshot> {
  record.act(target, "gdb.spans", request);
  const requestedAtMillis = clock.nowMillis();
  const json = extractMarkedJson(await queryStopped(attachment));
  const census = parseSpanCensus(json);
  const evidence = await journal.putEvidence(
    new TextEncoder().encode(`${json}\n`),
    "json",
  );
  const snapshot: Snapshot = {
    id: ids.next("spans"),
    targetId: target.id,
    kind: "spans",
    requestedAtMillis,
    atMillis: census.atMillis,
    ...evidence,
    request,
    gcCount: census.numGc,
    forcedGc: false,
  };
  journal.append({ type: "snapshot", snapshot });
  record.event(target)(
    "snapshot",
    snapshot.atMillis,
    `span census, ${snapshot.bytes} bytes`,
    { snapshotId: snapshot.id, kind: "spans" },
  );
  return snapshot;
}

async function queryStopped(attachment: GdbAttachment): Promise<string> {
  const wasRunning = attachment.running;
  try {
    if (wasRunning) await attachment.interrupt();
    return await attachment.query(request, censusTimeoutMs);
  } finally {
    if (wasRunning && attachment.phase === "attached")
      await attachment.resume();
  }
}
