// The snapshots as members of the archive: time, hash, what was asked, and the bytes to take away.

import { useMemo, useState, type ReactElement } from "react";
import { message } from "../../../core/messages/message.ts";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { formatBytes, formatCount } from "../../../core/format/quantity.ts";
import { trivet } from "../../bridge.ts";
import { formatMoment } from "../../charts/clock.ts";
import { reportFailure, toastMessage } from "../../state/toast-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { showSnapshot, useView } from "../../state/view-store.ts";
import { IconButton } from "../../ui/button.tsx";
import {
  VirtualTable,
  type TableColumn,
  type TableSort,
} from "../../ui/virtual-table.tsx";
import { describeMember, nextSort, sortMembers } from "./evidence-model.ts";

async function saveRaw(snapshot: Snapshot): Promise<void> {
  const saved = reportFailure(
    await trivet.profile.saveRaw({ snapshotId: snapshot.id }),
  );
  if (saved !== undefined && saved !== null)
    toastMessage(message("evidence.saved", { path: saved.path }));
}

async function copyMember(snapshot: Snapshot): Promise<void> {
  const reply = await trivet.app.copyText({ text: describeMember(snapshot) });
  if (reportFailure(reply) !== undefined) toastMessage(message("app.copied"));
}

export function MemberTable({
  snapshots,
}: {
  readonly snapshots: readonly Snapshot[];
}): ReactElement {
  const t = useMessage();
  const shown = useView((view) => view.snapshotId);
  const [sort, setSort] = useState<TableSort>({
    column: "at",
    direction: "descending",
  });
  const rows = useMemo(() => sortMembers(snapshots, sort), [snapshots, sort]);
  const columns = useMemo(
    (): readonly TableColumn<Snapshot>[] => [
      {
        id: "kind",
        title: t("evidence.kind"),
        width: "140px",
        isSortable: true,
        render: (snapshot) => t(`snapshot.${snapshot.kind}`),
      },
      {
        id: "at",
        title: t("evidence.at"),
        width: "160px",
        isSortable: true,
        render: (snapshot) => formatMoment(snapshot.atMillis),
      },
      {
        id: "gc",
        title: t("evidence.gc"),
        width: "120px",
        align: "end",
        isSortable: true,
        render: (snapshot) =>
          snapshot.gcCount === null
            ? "–"
            : `${formatCount(snapshot.gcCount)}${snapshot.forcedGc ? " gc=1" : ""}`,
      },
      {
        id: "bytes",
        title: t("evidence.bytes"),
        width: "88px",
        align: "end",
        isSortable: true,
        render: (snapshot) => formatBytes(snapshot.bytes),
      },
      {
        id: "sha256",
        title: "SHA-256",
        width: "140px",
        mono: true,
        render: (snapshot) => (
          <span title={snapshot.sha256}>{snapshot.sha256.slice(0, 16)}</span>
        ),
      },
      {
        id: "request",
        title: t("evidence.request"),
        width: "minmax(160px, 1fr)",
        mono: true,
        render: (snapshot) => (
          <span title={snapshot.request}>{snapshot.request}</span>
        ),
      },
      {
        id: "actions",
        title: t("evidence.take"),
        width: "88px",
        render: (snapshot) => (
          <>
            <IconButton
              icon="copy"
              label={t("evidence.copyMember")}
              onClick={() => void copyMember(snapshot)}
            />
            <IconButton
              icon="export"
              label={t("evidence.saveRaw")}
              onClick={() => void saveRaw(snapshot)}
            />
          </>
        ),
      },
    ],
    [t],
  );
  return (
    <VirtualTable
      label={t("evidence.members")}
      testId="evidence-members-table"
      columns={columns}
      rows={rows}
      rowKey={(snapshot) => snapshot.id}
      selectedKey={shown}
      onSelect={(snapshot) => {
        if (snapshot.kind === "heap" || snapshot.kind === "allocs")
          showSnapshot(snapshot.id);
      }}
      sort={sort}
      onSort={(column) => setSort(nextSort(sort, column))}
    />
  );
}
