// A recorded trace: where what was allocated, and every sampled allocation.

import { useCallback, useState, type ReactElement } from "react";
import type { TraceView } from "../../../core/allocation-trace/trace-views.ts";
import { trivet } from "../../bridge.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { Button } from "../../ui/button.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import { AllocationTable, SiteTable } from "./allocation-tables.tsx";
import { wordCost } from "./allocations-model.ts";

const views = ["sites", "latest"] as const;

export function TraceContent({
  eventId,
}: {
  readonly eventId: string;
}): ReactElement {
  const t = useMessage();
  const load = useCallback(
    (signal: AbortSignal) => trivet.trace.read({ eventId }, { signal }),
    [eventId],
  );
  const trace = useReply(load);
  return (
    <ReadState reads={[trace]} loading={t("trace.reading")}>
      {trace.value === null ? null : <Trace trace={trace.value} />}
    </ReadState>
  );
}

function Trace({ trace }: { readonly trace: TraceView }): ReactElement {
  const t = useMessage();
  const [view, setView] = useState<(typeof views)[number]>("sites");
  const cost = wordCost(trace.cost, t);
  return (
    <div className="allocations__trace" data-testid="trace">
      <p className="allocations__price">
        {t("trace.about", {
          version: trace.goVersion,
          hits: trace.hits,
          seconds: trace.seconds.toFixed(1),
          rate: trace.rate,
        })}{" "}
        {t(`trace.ended.${trace.ended}`)} {cost}
      </p>
      <Toolbar label={t("trace.view")}>
        {views.map((name) => (
          <Button
            key={name}
            tone="quiet"
            aria-pressed={name === view}
            onClick={() => setView(name)}
          >
            {t(`trace.view.${name}`)}
          </Button>
        ))}
        {view === "latest" && trace.latest.length < trace.recorded ? (
          <span className="muted">
            {t("trace.latest.more", {
              shown: trace.latest.length,
              all: trace.recorded,
            })}
          </span>
        ) : null}
      </Toolbar>
      <div className="allocations__table">
        {view === "sites" ? (
          <SiteTable sites={trace.sites} />
        ) : (
          <AllocationTable
            label={t("trace.view.latest")}
            allocations={trace.latest}
            untilMillis={trace.startedMillis + trace.seconds * 1000}
          />
        )}
      </div>
    </div>
  );
}
