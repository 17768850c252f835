// Takes a graph of the target's heap. The pause it needs stands beside the button, measured a moment before.

import { useState, type ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { PauseEstimate } from "../../../core/object-graph/pause-estimate.ts";
import { message } from "../../../core/messages/message.ts";
import { trivet } from "../../bridge.ts";
import { runTask } from "../../state/progress-store.ts";
import { reportFailure } from "../../state/toast-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { InlineError } from "../../ui/error-state.tsx";
import { pauseBudget, useGraphPrice } from "./use-graph-price.ts";

export function TakeGraphButton({
  targetId,
  onTaken,
}: {
  readonly targetId: string;
  readonly onTaken: (snapshot: Snapshot) => void;
}): ReactElement {
  const t = useMessage();
  const [isTaking, setTaking] = useState(false);
  const estimate = useGraphPrice(targetId);
  const price = estimate.value;
  if (estimate.error !== null && price === null)
    return <InlineError error={estimate.error} onRetry={estimate.retry} />;
  const take = async (estimated: PauseEstimate): Promise<void> => {
    setTaking(true);
    const maxPauseMs = pauseBudget(estimated);
    const snapshot = reportFailure(
      await runTask(message("holders.running"), (signal) =>
        trivet.holders.take(
          { targetId, maxPauseMs, group: null, confirmed: true },
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
        onClick={() => void (price === null ? null : take(price))}
        data-testid="take-graph"
      >
        {t("holders.take")}
      </Button>
      <GraphPrice price={price} testId="graph-price" />
    </div>
  );
}

/** `price`: null while it is being measured. */
export function GraphPrice({
  price,
  testId,
}: {
  readonly price: PauseEstimate | null;
  readonly testId: string;
}): ReactElement {
  const t = useMessage();
  return (
    <span className="muted" data-testid={testId}>
      {price === null
        ? t("holders.pricing")
        : t("holders.price", {
            ms: Math.ceil(price.expectedMs),
            bytes: price.bytes,
          })}
    </span>
  );
}
