// What can be done to the target here, each with its price before it is pressed; and what is under way, with its end.

import { useCallback, useState, type ReactElement } from "react";
import type { Target } from "../../../core/investigation/model.ts";
import { message } from "../../../core/messages/message.ts";
import { trivet } from "../../bridge.ts";
import { useGdb } from "../../state/gdb-store.ts";
import { reportFailure, toastMessage } from "../../state/toast-store.ts";
import { useTrace } from "../../state/trace-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { Button } from "../../ui/button.tsx";
import { InlineError } from "../../ui/error-state.tsx";
import { Toolbar, ToolbarSpace } from "../../ui/toolbar.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import {
  errorFact,
  parseBudget,
  usualBudget,
  wordCost,
  wordPrice,
  wordRunning,
} from "./allocations-model.ts";

const recentSeconds = 1.7;
/** A budget that is being typed is not priced at every key. */
const settleMs = 400;

export function TraceControls({
  target,
}: {
  /** Null when there is no process to trace. */
  readonly target: Target | null;
}): ReactElement | null {
  const trace = useTrace();
  if (trace.status !== "idle") return <Running />;
  return target === null ? null : <Offers target={target} />;
}

function Running(): ReactElement {
  const t = useMessage();
  const trace = useTrace();
  const cost = wordCost(trace.cost, t);
  return (
    <Toolbar label={t("trace.actions")}>
      <span role="status" data-testid="trace-running">
        {wordRunning(trace, t)}
        {cost === "" ? "" : ` · ${cost}`}
      </span>
      <ToolbarSpace />
      <Button
        icon="stop"
        disabled={trace.status === "ending"}
        onClick={() => void trivet.trace.stop({})}
      >
        {t("trace.stop")}
      </Button>
    </Toolbar>
  );
}

/** What is typed, the budget that it means, and the price of that one: not of what stood there before the last key. */
function usePricedBudget(targetId: string) {
  const [draft, setDraft] = useState(usualBudget);
  const settled = useSettled(draft, settleMs);
  const budget = parseBudget(settled);
  const { hits = null, seconds = null } = budget ?? {};
  const loadPrice = useCallback(
    (signal: AbortSignal) =>
      trivet.trace.estimate(
        { targetId, hits: hits ?? 1, seconds: seconds ?? 1 },
        { signal },
      ),
    [targetId, hits, seconds],
  );
  const price = useReply(hits === null ? null : loadPrice);
  const isPriced =
    settled.hits === draft.hits &&
    settled.seconds === draft.seconds &&
    price.status === "ready";
  return { draft, setDraft, budget, price, isPriced };
}

function Offers({ target }: { readonly target: Target }): ReactElement {
  const t = useMessage();
  const gdb = useGdb();
  const targetId = target.id;
  const { draft, setDraft, budget, price, isPriced } =
    usePricedBudget(targetId);
  const [withRecent, setWithRecent] = useState(false);
  const loadAttach = useCallback(
    (signal: AbortSignal) => trivet.gdb.estimate({ targetId }, { signal }),
    [targetId],
  );
  const attach = useReply(gdb.status === "detached" ? loadAttach : null);
  const obstacle = attach.value?.obstacle ?? null;
  const isReady = price.value !== null && obstacle === null;
  return (
    <>
      <Toolbar label={t("trace.actions")}>
        <NumberField
          label={t("trace.hits")}
          value={draft.hits}
          onChange={(text) => setDraft({ ...draft, hits: text })}
        />
        <NumberField
          label={t("trace.seconds")}
          value={draft.seconds}
          onChange={(text) => setDraft({ ...draft, seconds: text })}
        />
        <Button
          tone="primary"
          disabled={!isReady || !isPriced || budget === null}
          aria-describedby="trace-price"
          onClick={() => {
            if (budget !== null) void startTrace(targetId, budget);
          }}
        >
          {t("trace.start")}
        </Button>
        <ToolbarSpace />
        <label className="field--inline">
          <input
            type="checkbox"
            checked={withRecent}
            onChange={(event) => setWithRecent(event.target.checked)}
          />
          <span>{t("trace.arm.recent")}</span>
        </label>
        <Button
          disabled={!isReady}
          title={t("trace.arm.free")}
          onClick={() =>
            void armCrashStop(targetId, withRecent ? recentSeconds : null)
          }
        >
          {t("trace.arm")}
        </Button>
      </Toolbar>
      <p id="trace-price" className="allocations__price" aria-live="polite">
        {budget === null
          ? t("trace.invalid")
          : price.value === null
            ? price.status === "loading"
              ? t("trace.price.reading")
              : ""
            : wordPrice(price.value, attach.value?.stopMs ?? null, t)}
        {withRecent ? null : (
          <span className="muted"> {t("trace.arm.free")}</span>
        )}
      </p>
      {price.error === null ? null : (
        <InlineError error={price.error} onRetry={price.retry} />
      )}
      {obstacle === null ? null : (
        <InlineError error={errorFact(obstacle)} onRetry={attach.retry} />
      )}
    </>
  );
}

function NumberField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactElement {
  return (
    <label className="field--inline">
      <span className="field__label">{label}</span>
      <input
        className="input allocations__number"
        inputMode="decimal"
        value={value}
        onChange={(event) => onChange(event.target.value.trim())}
      />
    </label>
  );
}

async function startTrace(
  targetId: string,
  budget: { readonly hits: number; readonly seconds: number },
): Promise<void> {
  const reply = await trivet.trace.start({
    targetId,
    ...budget,
    confirmed: true,
  });
  const done = reportFailure(reply);
  if (done !== undefined)
    toastMessage(message("trace.done", { id: done.snapshotId }));
}

async function armCrashStop(
  targetId: string,
  seconds: number | null,
): Promise<void> {
  const reply = await trivet.trace.arm({
    targetId,
    recentSeconds: seconds,
    confirmed: true,
  });
  const done = reportFailure(reply);
  if (done?.ended === "crash")
    toastMessage(message("trace.crash.caught"), undefined, "warning");
  else if (done?.ended === "target-died")
    toastMessage(message("trace.crash.missed"), undefined, "warning");
}
