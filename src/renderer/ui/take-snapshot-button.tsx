// Takes a snapshot of the watched target and says beforehand what that costs it.

import { useCallback, useState, type ReactElement } from "react";
import type { CaptureEstimate } from "../../core/investigation/live-state.ts";
import type { Snapshot } from "../../core/investigation/model.ts";
import { trivet } from "../bridge.ts";
import {
  useInvestigation,
  useSnapshots,
} from "../state/investigation-store.ts";
import { captureSnapshot } from "../state/capture-task.ts";
import { useMessage, type Translate } from "../state/use-message.ts";
import { useReply } from "../state/use-reply.ts";
import { message } from "../../core/messages/message.ts";
import { Button, type ButtonTone } from "./button.tsx";
import { Tooltip } from "./tooltip.tsx";

export interface TakeSnapshotButtonProps {
  readonly targetId: string;
  readonly kind: "heap" | "allocs" | "goroutine";
  readonly gc?: boolean;
  /** Of goroutines: every one by id; the target stands still meanwhile. */
  readonly stacks?: boolean;
  readonly tone?: ButtonTone;
  readonly onTaken?: (snapshot: Snapshot) => void;
  /** True writes the price beside the button instead of into a tooltip. */
  readonly showsCost?: boolean;
}

/** The price in words: `The target is busy with it for about 40 ms (measured on this target before)`. */
export function wordCost(estimate: CaptureEstimate, t: Translate): string {
  const { requestMs, gcMs, basis, stop } = estimate;
  if (stop !== undefined) return wordStop(stop, basis, t);
  let cost: string;
  if (requestMs !== null && gcMs !== null)
    cost = t("profile.cost.request-gc", { ms: requestMs + gcMs, gc: gcMs });
  else if (requestMs !== null)
    cost = t("profile.cost.request", { ms: requestMs });
  else if (gcMs !== null) cost = t("profile.cost.gc", { gc: gcMs });
  else return t("profile.cost.unknown");
  return basis === "measured-before"
    ? t("profile.cost.measured", { cost })
    : t("profile.cost.rule", { cost });
}

const recountMs = 5_000;

function wordStop(
  stop: CaptureEstimate["stop"],
  basis: CaptureEstimate["basis"],
  t: Translate,
): string {
  if (stop == null) return t("goroutines.cost.stop.unknown");
  const { goroutines: count, lowMs: low, highMs: high } = stop;
  return basis === "measured-before"
    ? t("goroutines.cost.stop.measured", { count, ms: high })
    : t("goroutines.cost.stop", { count, low, high });
}

export function TakeSnapshotButton({
  targetId,
  kind,
  gc = false,
  stacks = false,
  tone = "plain",
  onTaken,
  showsCost = false,
}: TakeSnapshotButtonProps): ReactElement {
  const t = useMessage();
  const [isTaking, setTaking] = useState(false);
  // Each snapshot measures what the next one will cost: the menu in the header reads it anew, and so does this.
  const taken = useSnapshots().length;
  // A stop is estimated from the number of goroutines, which is counted now and then.
  const untilMillis = useInvestigation(({ range }) => range?.toMillis) ?? 0;
  const counted = stacks ? Math.floor(untilMillis / recountMs) : 0;
  const estimate = useReply(
    useCallback(
      (signal: AbortSignal) =>
        trivet.capture.estimate({ targetId, kind, gc, stacks }, { signal }),
      // eslint-disable-next-line react-hooks/exhaustive-deps
      [targetId, kind, gc, stacks, taken, counted],
    ),
  );
  const cost = estimate.value === null ? "" : wordCost(estimate.value, t);
  const take = async (): Promise<void> => {
    setTaking(true);
    await captureSnapshot(
      { targetId, kind, gc, stacks },
      message("profile.take.running"),
      (snapshot) => onTaken?.(snapshot),
    );
    setTaking(false);
  };
  const button = (
    <Button
      icon="plus"
      tone={tone}
      disabled={isTaking}
      onClick={() => void take()}
      data-testid={`take-${kind}${gc ? "-gc" : stacks ? "-stacks" : ""}`}
    >
      {t(
        stacks
          ? "goroutines.take.stacks"
          : gc && kind === "heap"
            ? "profile.take.heap-gc"
            : `profile.take.${kind}`,
      )}
    </Button>
  );
  if (!showsCost) return <Tooltip text={cost}>{button}</Tooltip>;
  return (
    <div className="take-snapshot">
      {button}
      <span className="muted">{cost}</span>
    </div>
  );
}
