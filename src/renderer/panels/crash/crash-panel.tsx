// The crash view: the last moments before a death that the flight recorder saw, everything on one axis that ends with it.

import { useCallback, useMemo, useState, type ReactElement } from "react";
import type { InvestigationEvent } from "../../../core/investigation/model.ts";
import { formatDuration } from "../../../core/format/quantity.ts";
import { trivet } from "../../bridge.ts";
import { columnsByName } from "../../charts/column.ts";
import { useInvestigation } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { setZoom } from "../../state/view-store.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/fields.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { Toolbar, ToolbarSpace } from "../../ui/toolbar.tsx";
import { CrashChart } from "./crash-chart.tsx";
import {
  crashSeries,
  crashSpans,
  findDeath,
  type DeathFacts,
} from "./crash-model.ts";
import { CrashSide } from "./crash-side.tsx";
import "./crash.css";

const noEvents: readonly InvestigationEvent[] = [];
/** A minute at 20 ms comes whole. */
const maxPoints = 4000;
/** What is read seldom has its last word before the stretch. */
const leadMs = 10_000;

export function CrashPanel(): ReactElement {
  const t = useMessage();
  const events = useInvestigation(({ events: all }) => all) ?? noEvents;
  const death = useMemo(() => findDeath(events), [events]);
  return death === null ? (
    <EmptyState title={t("crash.empty")} text={t("crash.emptyHint")} />
  ) : (
    <LastMoments death={death} />
  );
}

function LastMoments({ death }: { readonly death: DeathFacts }): ReactElement {
  const t = useMessage();
  const [span, setSpan] = useState<`${(typeof crashSpans)[number]}`>(
    `${crashSpans[0]}`,
  );
  const { atMillis: toMillis, targetId } = death;
  const fromMillis = toMillis - Number(span);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const reply = await trivet.series.read(
        {
          targetId: targetId ?? "",
          names: [...crashSeries],
          maxPoints,
          fromMillis: Math.max(0, Math.floor(fromMillis - leadMs)),
          toMillis: Math.ceil(toMillis),
        },
        { signal },
      );
      return reply.ok
        ? { ok: true as const, value: columnsByName(reply.value) }
        : reply;
    },
    [targetId, fromMillis, toMillis],
  );
  const read = useReply(load);
  return (
    <div className="panel">
      <Toolbar label={t("panel.crash")}>
        <Select
          label={t("crash.span")}
          value={span}
          options={crashSpans.map((ms) => ({
            value: `${ms}` as const,
            title: t("crash.last", { span: ms }),
          }))}
          onChange={setSpan}
        />
        <ToolbarSpace />
        <Button onClick={() => setZoom({ fromMillis, toMillis })}>
          {t("crash.onTimeline", { span: formatDuration(Number(span)) })}
        </Button>
      </Toolbar>
      <ReadState reads={[read]} loading={t("crash.loading")}>
        {read.value === null ? null : (
          <div className="crash">
            <CrashChart
              columns={read.value}
              stretch={{ fromMillis, toMillis }}
              targetId={targetId}
            />
            <CrashSide death={death} columns={read.value} />
          </div>
        )}
      </ReadState>
    </div>
  );
}
