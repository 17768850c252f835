// The rows of the table: of one snapshot, and of its difference from an earlier one where that is wanted.

import { useMemo } from "react";
import type { TopTable } from "../../../core/pprof/views.ts";
import type { Reply } from "../../../contract/define.ts";
import { trivet } from "../../bridge.ts";
import { useView } from "../../state/view-store.ts";
import {
  useCancelableReply,
  type CancelableLoaded,
} from "../../ui/use-cancelable-reply.ts";
import { hasGrown, withChanges } from "./table-model.ts";

export interface TopRows {
  readonly table: TopTable;
  readonly rows: ReturnType<typeof withChanges>;
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
            // What sampling explains of it, side by side.
            const doubts = await trivet.comparison.table(
              {
                before: beforeId,
                after: id,
                sampleType,
                lens: { ...lens, dropNegative: false },
              },
              { signal },
            );
            if (!doubts.ok) return doubts;
            const joined = withChanges(
              table.rows,
              change.value.rows,
              doubts.value.rows,
            );
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
