// The logs: events of the target, actions of people and of Trivet, gaps and warnings. Newest first.

import { useMemo, type ReactElement } from "react";
import type { InvestigationState } from "../../../contract/investigation-contract.ts";
import { formatDuration } from "../../../core/format/quantity.ts";
import type {
  Action,
  Gap,
  InvestigationEvent,
} from "../../../core/investigation/model.ts";
import { formatClock, formatMoment } from "../../charts/clock.ts";
import { adviceFor, useMessage } from "../../state/use-message.ts";
import { setCursor } from "../../state/view-store.ts";
import { VirtualTable, type TableColumn } from "../../ui/virtual-table.tsx";

interface Line {
  readonly key: string;
  readonly atMillis: number | null;
  readonly what: string;
  readonly detail: string;
  /** Who or how long, as the table has it. */
  readonly side: string;
}

function LineTable({
  label,
  sideTitle,
  lines,
}: {
  readonly label: string;
  readonly sideTitle: string;
  readonly lines: readonly Line[];
}): ReactElement {
  const t = useMessage();
  const columns = useMemo(
    (): readonly TableColumn<Line>[] => [
      {
        id: "at",
        title: t("evidence.at"),
        width: "160px",
        render: ({ atMillis }) =>
          atMillis === null ? "–" : formatMoment(atMillis),
      },
      {
        id: "side",
        title: sideTitle,
        width: "96px",
        render: ({ side }) => side,
      },
      {
        id: "what",
        title: t("evidence.what"),
        width: "200px",
        render: ({ what }) => <span title={what}>{what}</span>,
      },
      {
        id: "detail",
        title: t("evidence.detail"),
        width: "minmax(240px, 1fr)",
        render: ({ detail }) => <span title={detail}>{detail}</span>,
      },
    ],
    [t, sideTitle],
  );
  return (
    <VirtualTable
      label={label}
      columns={columns}
      rows={lines}
      rowKey={({ key }) => key}
      onSelect={({ atMillis }) => setCursor(atMillis)}
    />
  );
}

export function EventTable({
  events,
}: {
  readonly events: readonly InvestigationEvent[];
}): ReactElement {
  const t = useMessage();
  const lines = useMemo(
    () =>
      events.toReversed().map((event) => ({
        key: event.id,
        atMillis: event.atMillis,
        what: t(`event.${event.kind}`),
        detail: event.text,
        side: event.targetId ?? "",
      })),
    [events, t],
  );
  return (
    <LineTable
      label={t("evidence.events")}
      sideTitle={t("evidence.target")}
      lines={lines}
    />
  );
}

export function ActionTable({
  actions,
}: {
  readonly actions: readonly Action[];
}): ReactElement {
  const t = useMessage();
  const lines = useMemo(
    () =>
      actions
        .map((action, index) => ({
          key: String(index),
          atMillis: action.atMillis,
          what: action.action,
          detail: action.detail,
          side: t(`evidence.actor.${action.actor}`),
        }))
        .toReversed(),
    [actions, t],
  );
  return (
    <LineTable
      label={t("evidence.actions")}
      sideTitle={t("evidence.actor")}
      lines={lines}
    />
  );
}

export function GapTable({
  gaps,
  warnings,
}: {
  readonly gaps: readonly Gap[];
  readonly warnings: InvestigationState["warnings"];
}): ReactElement {
  const t = useMessage();
  const lines = useMemo(
    () => [
      ...warnings.map((warning, index): Line => ({
        key: `warning-${index}`,
        atMillis: null,
        what: warning.code,
        detail: `${warning.message} ${adviceFor(warning, t)}`,
        side: t("event.warning"),
      })),
      ...gaps.toReversed().map((gap): Line => ({
        key: `${gap.source}-${gap.fromMillis}`,
        atMillis: gap.fromMillis,
        what: `${gap.source} · ${gap.code}`,
        detail:
          gap.toMillis === null
            ? gap.reason
            : t("evidence.gapUntil", {
                reason: gap.reason,
                until: formatClock(gap.toMillis),
              }),
        side:
          gap.toMillis === null
            ? t("evidence.gapOpen")
            : formatDuration(gap.toMillis - gap.fromMillis),
      })),
    ],
    [gaps, warnings, t],
  );
  return (
    <LineTable
      label={t("evidence.gaps")}
      sideTitle={t("evidence.length")}
      lines={lines}
    />
  );
}
