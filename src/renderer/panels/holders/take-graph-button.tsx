// Takes a graph of the target's heap. The pause it needs stands beside the button, measured a moment before.

import { useCallback, useState, type ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { message } from "../../../core/messages/message.ts";
import { trivet } from "../../bridge.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { runTask } from "../../state/progress-store.ts";
import { reportFailure } from "../../state/toast-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { Button } from "../../ui/button.tsx";
import { InlineError } from "../../ui/error-state.tsx";

/** However it was priced, the target runs again after this. */
const leastBudgetMs = 1_000;
/** Machines get busier between the trial and the copy. */
const budgetFactor = 5;

export function TakeGraphButton({
  targetId,
  onTaken,
}: {
  readonly targetId: string;
  readonly onTaken: (snapshot: Snapshot) => void;
}): ReactElement {
  const t = useMessage();
  const [isTaking, setTaking] = useState(false);
  // The heap has grown since the last one: the price is read anew.
  const taken = useSnapshots().length;
  const estimate = useReply(
    useCallback(
      (signal: AbortSignal) =>
        trivet.holders.estimate({ targetId }, { signal }),
      // eslint-disable-next-line react-hooks/exhaustive-deps
      [targetId, taken],
    ),
  );
  const price = estimate.value;
  if (estimate.error !== null && price === null)
    return <InlineError error={estimate.error} onRetry={estimate.retry} />;
  const take = async (expectedMs: number): Promise<void> => {
    setTaking(true);
    const maxPauseMs = Math.max(
      leastBudgetMs,
      Math.min(60_000, Math.ceil(expectedMs * budgetFactor)),
    );
    const snapshot = reportFailure(
      await runTask(message("holders.running"), (signal) =>
        trivet.holders.take(
          { targetId, maxPauseMs, confirmed: true },
          { signal },
        ),
      ),
    );
    setTaking(false);
    if (snapshot !== undefined) onTaken(snapshot);
  };
  return (
    <div className="take-snapshot">
      <Button
        icon="plus"
        tone="primary"
        disabled={isTaking || price === null}
        onClick={() => void (price === null ? null : take(price.expectedMs))}
        data-testid="take-graph"
      >
        {t("holders.take")}
      </Button>
      <span className="muted" data-testid="graph-price">
        {price === null
          ? t("holders.pricing")
          : t("holders.price", {
              ms: Math.ceil(price.expectedMs),
              bytes: price.bytes,
            })}
      </span>
    </div>
  );
}
