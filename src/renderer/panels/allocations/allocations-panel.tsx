// Sampled allocations of the running target and crash stops: what they cost, what is under way, what was recorded.

import { useMemo, useState, type ReactElement } from "react";
import {
  primaryTarget,
  useInvestigationStore,
} from "../../state/investigation-store.ts";
import { useTrace } from "../../state/trace-store.ts";
import { useMessage, type Translate } from "../../state/use-message.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/fields.tsx";
import { formatTimeOfDay } from "../../ui/snapshot-title.ts";
import { Toolbar } from "../../ui/toolbar.tsx";
import { AllocationTable } from "./allocation-tables.tsx";
import {
  chooseShown,
  recordedTraces,
  type RecordedTrace,
  type Shown,
} from "./allocations-model.ts";
import { CrashContent } from "./crash-content.tsx";
import { TraceContent } from "./trace-content.tsx";
import { TraceControls } from "./trace-controls.tsx";
import "./allocations.css";

const live = "live";
const noEvents = [] as const;

export function AllocationsPanel(): ReactElement {
  const t = useMessage();
  const investigation = useInvestigationStore((state) => state.investigation);
  const trace = useTrace();
  const [chosen, setChosen] = useState<string | null>(null);
  const events = investigation?.events ?? noEvents;
  const recorded = useMemo(() => recordedTraces(events), [events]);
  const state = primaryTarget(investigation);
  const canTrace =
    investigation?.kind === "live" &&
    state !== null &&
    state.status !== "ended" &&
    state.target.pid !== null;
  const shown = chooseShown(recorded, trace, chosen);
  return (
    <div className="allocations">
      <TraceControls target={canTrace ? state.target : null} />
      {shown === null ? (
        <EmptyState
          title={t("trace.none.title")}
          text={t(canTrace ? "trace.none.text" : "trace.none.noTarget")}
        />
      ) : (
        <>
          <Toolbar label={t("trace.choice")}>
            <Select
              label={t("trace.choice")}
              value={shown.kind === "live" ? live : shown.eventId}
              options={[
                ...(trace.status === "idle"
                  ? []
                  : [{ value: live, title: t("trace.choice.live") }]),
                ...recorded.map((item) => ({
                  value: item.eventId,
                  title: wordRecorded(item, t),
                })),
              ]}
              onChange={(value) => setChosen(value === live ? null : value)}
            />
          </Toolbar>
          <div className="allocations__body">
            <Content shown={shown} />
          </div>
        </>
      )}
    </div>
  );
}

function Content({ shown }: { readonly shown: Shown }): ReactElement {
  switch (shown.kind) {
    case "live":
      return <LiveTable />;
    case "trace":
      return <TraceContent key={shown.eventId} eventId={shown.eventId} />;
    case "crash":
      return <CrashContent key={shown.eventId} eventId={shown.eventId} />;
  }
}

function LiveTable(): ReactElement {
  const t = useMessage();
  const { latest } = useTrace();
  const newest = useMemo(() => [...latest].reverse(), [latest]);
  return (
    <AllocationTable
      label={t("trace.choice.live")}
      allocations={newest}
      untilMillis={newest[0]?.atMillis ?? 0}
    />
  );
}

function wordRecorded(item: RecordedTrace, t: Translate): string {
  const time = formatTimeOfDay(item.atMillis);
  return item.kind === "trace"
    ? t("trace.choice.trace", { time, hits: item.hits })
    : t("trace.choice.crash", { time, what: item.text.slice(0, 80) });
}
