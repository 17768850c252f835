// A core in an investigation: which program left it, who held its heap, and what allocated it, as snapshots of a target
// that nobody watches. Needs no process, no gdb and no stop.

import type { Snapshot, Target } from "../core/investigation/model.ts";
import { groupedBy } from "./capture-holders.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";
import type { CoreFacts, TakenCore } from "./ports/heap-graphs.ts";
import { TargetJournal } from "./watch-journal.ts";

export interface KeepCorePorts {
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
  /** Those that are kept already: the same core once more adds nothing. */
  readonly known: readonly Snapshot[];
}

/** The target that left the core, as far as what is known tells; undefined when it is not among them. */
export function targetOfCore(
  targets: Iterable<Target>,
  { pid, buildId }: CoreFacts,
): Target | undefined {
  if (pid === null || buildId === null) return undefined;
  for (const target of targets)
    if (target.pid === pid && target.buildId === buildId) return target;
  return undefined;
}

export function describeCoreTarget(
  facts: CoreFacts,
  about: { readonly id: string; readonly host: string },
): Target {
  const { executable, pid, goVersion, buildId } = facts;
  return {
    id: about.id,
    label: `${lastPart(executable)}, ${lastPart(facts.core)}`,
    url: null,
    pid,
    // The process is gone: nothing that runs now is it.
    startTicks: null,
    exe: executable,
    goVersion,
    buildId,
    host: about.host,
    memoryLimitBytes: null,
  };
}

/**
 * Writes what was taken into the journal, where the target is declared already; answers the snapshot of the graph.
 * Codes: disk-full, disk-failed.
 */
export async function keepCore(
  {
    facts,
    taken,
    group,
  }: {
    readonly facts: CoreFacts;
    readonly taken: TakenCore;
    /** Type and field that values were grouped by. */
    readonly group: string | null;
  },
  target: Target,
  ports: KeepCorePorts,
): Promise<Snapshot> {
  const { clock, ids, journal } = ports;
  const requestedAtMillis = clock.nowMillis();
  const request = `object graph of core ${facts.core}, left by ${facts.executable}${groupedBy(group)}`;
  journal.append({
    type: "action",
    action: {
      atMillis: requestedAtMillis,
      actor: "user",
      action: "open.core",
      detail: request,
    },
  });
  const keep = async (
    kind: "holders" | "heap",
    bytes: Uint8Array,
  ): Promise<Snapshot> => {
    const evidence = await journal.putEvidence(bytes, "pb");
    const same = ports.known.find(
      (known) =>
        known.targetId === target.id &&
        known.kind === kind &&
        known.sha256 === evidence.sha256 &&
        known.atMillis === facts.writtenAtMillis,
    );
    if (same !== undefined) return same;
    const snapshot: Snapshot = {
      id: ids.next(kind),
      targetId: target.id,
      kind,
      // Of the moment that the core is of, whenever it is opened.
      requestedAtMillis: facts.writtenAtMillis,
      atMillis: facts.writtenAtMillis,
      member: evidence.member,
      bytes: evidence.bytes,
      sha256: evidence.sha256,
      request:
        kind === "holders" ? request : `runtime.mbuckets in core ${facts.core}`,
      gcCount: taken.numGc,
      forcedGc: false,
      asOf: kind === "holders" || taken.numGc === 0 ? "now" : "collection",
    };
    journal.append({ type: "snapshot", snapshot });
    return snapshot;
  };
  // First, so that panels which show any profile begin with it: the graph has a panel of its own.
  if (taken.heapProfile !== null) await keep("heap", taken.heapProfile);
  const graph = await keep("holders", taken.profile);
  new TargetJournal(target.id, ports).event(
    "snapshot",
    `object graph of a core, ${taken.objects} live objects, ${taken.bytes} bytes`,
    {
      snapshotId: graph.id,
      kind: "holders",
      core: facts.core,
      executable: facts.executable,
      objects: taken.objects,
      liveBytes: taken.bytes,
      ...(group !== null && { group }),
      ...(taken.unreadableBytes > 0 && {
        unreadableBytes: taken.unreadableBytes,
      }),
    },
  );
  return graph;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
