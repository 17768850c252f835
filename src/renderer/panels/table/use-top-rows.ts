// The rows of the table: of one snapshot, and of its difference from an earlier one where that is wanted.

import { useMemo } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { TopTable } from "../../../core/pprof/views.ts";
import type { Reply } from "../../../contract/define.ts";
import { trivet } from "../../bridge.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { useView } from "../../state/view-store.ts";
import { snapshotsOfKinds } from "../../ui/snapshot-title.ts";
import {
  useCancelableReply,
  type CancelableLoaded,
} from "../../ui/use-cancelable-reply.ts";
import { hasGrown, withChanges } from "./table-model.ts";

export interface TopRows {
  readonly table: TopTable;
  readonly rows: ReturnType<typeof withChanges>;
}

/** Snapshots that this one can be subtracted from: the others of its kind. */
export function useComparable(snapshot: Snapshot): readonly Snapshot[] {
  const snapshots = useSnapshots();
  return useMemo(
    () =>
      snapshotsOfKinds(snapshots, [snapshot.kind]).filter(
        ({ id }) => id !== snapshot.id,
      ),
    [snapshots, snapshot.id, snapshot.kind],
  );
}

export function useTopRows(
  id: string,
  beforeId: string | null,
  sampleType: string | null,
): CancelableLoaded<TopRows> {
  const lens = useView((view) => view.lens);
  const load = useMemo(
    () =>
      sampleType === null
        ? null
        : async (signal: AbortSignal): Promise<Reply<TopRows>> => {
            const query = { sampleType, lens, cum: false };
            const own = await trivet.profile.top(
              { ...query, intervals: true, subject: { kind: "single", id } },
              { signal },
            );
            if (!own.ok) return own;
            const table = own.value;
            if (beforeId === null)
              return {
                ok: true,
                value: { table, rows: withChanges(table.rows, null) },
              };
            const change = await trivet.profile.top(
              {
                ...query,
                // What shrank is left out below: here it would look like what did not change.
                lens: { ...lens, dropNegative: false },
                subject: {
                  kind: "comparison",
                  before: beforeId,
                  after: id,
                  mode: "base",
                  normalize: false,
                },
              },
              { signal },
            );
            if (!change.ok) return change;
            const joined = withChanges(table.rows, change.value.rows);
            const rows = lens.dropNegative ? joined.filter(hasGrown) : joined;
            return { ok: true, value: { table, rows } };
          },
    [id, beforeId, sampleType, lens],
  );
  return useCancelableReply(
    load,
    JSON.stringify([id, beforeId, sampleType, lens]),
  );
}
