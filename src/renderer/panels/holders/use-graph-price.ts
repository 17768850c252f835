// What the next graph of a process would cost it: measured when it is asked for, and anew after each graph.

import { useCallback } from "react";
import type { PauseEstimate } from "../../../core/object-graph/pause-estimate.ts";
import { trivet } from "../../bridge.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { useReply, type Loaded } from "../../state/use-reply.ts";

/** However it was priced, the target runs again after this. */
const leastBudgetMs = 1_000;
const mostBudgetMs = 60_000;
/** Machines get busier between the trial and the copy. */
const budgetFactor = 5;

/** `targetId`: null where there is nothing to stop. */
export function useGraphPrice(targetId: string | null): Loaded<PauseEstimate> {
  // The heap has grown since the last one: the price is read anew.
  const taken = useSnapshots().length;
  const estimate = useCallback(
    (signal: AbortSignal) =>
      trivet.holders.estimate({ targetId: targetId ?? "" }, { signal }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [targetId, taken],
  );
  return useReply(targetId === null ? null : estimate);
}

/** How long the target may stand still at most. */
export function pauseBudget({ expectedMs }: PauseEstimate): number {
  return Math.max(
    leastBudgetMs,
    Math.min(mostBudgetMs, Math.ceil(expectedMs * budgetFactor)),
  );
}
