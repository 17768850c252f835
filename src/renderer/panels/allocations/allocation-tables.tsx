// The two tables of a trace: by place, and every single allocation. A click on a row picks its function everywhere.

import { useMemo, type ReactElement } from "react";
import type { AllocationSite } from "../../../core/allocation-trace/group-sites.ts";
import type { TracedAllocation } from "../../../core/allocation-trace/traced-allocation.ts";
import { formatBytes, formatCount } from "../../../core/format/quantity.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { GoName } from "../../ui/go-name.tsx";
import { VirtualTable, type TableColumn } from "../../ui/virtual-table.tsx";
import { placeLine, stackLine, wordThere } from "./allocations-model.ts";

const siteKey = (site: AllocationSite): string =>
  `${site.function} ${site.file}:${site.line} ${site.type ?? ""}`;

export function SiteTable({
  sites,
}: {
  readonly sites: readonly AllocationSite[];
}): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.selectedFunction);
  const columns = useMemo(
    (): readonly TableColumn<AllocationSite>[] => [
      {
        id: "bytes",
        title: t("trace.column.bytes"),
        width: "128px",
        align: "end",
        render: ({ bytes }) => formatBytes(bytes),
      },
      {
        id: "objects",
        title: t("trace.column.objects"),
        width: "136px",
        align: "end",
        render: ({ objects }) => formatCount(objects),
      },
      {
        id: "samples",
        title: t("trace.column.samples"),
        width: "72px",
        align: "end",
        render: ({ samples }) => formatCount(samples),
      },
      {
        id: "there",
        title: t("trace.column.there"),
        width: "88px",
        align: "end",
        render: ({ there }) => (
          <span title={t("trace.there.hint")}>
            {there === null ? t("trace.there.unknown") : formatCount(there)}
          </span>
        ),
      },
      {
        id: "type",
        title: t("trace.column.type"),
        width: "minmax(120px, 1fr)",
        render: ({ type }) =>
          type === null ? t("trace.there.unknown") : <GoName name={type} />,
      },
      {
        id: "place",
        title: t("trace.column.place"),
        width: "minmax(200px, 2fr)",
        render: (site) => <GoName name={site.function} />,
      },
      {
        id: "line",
        title: t("trace.column.line"),
        width: "144px",
        render: ({ file, line }) => (
          <span title={`${file}:${line}`}>{placeLine(file, line)}</span>
        ),
      },
    ],
    [t],
  );
  return (
    <VirtualTable
      label={t("trace.view.sites")}
      columns={columns}
      rows={sites}
      rowKey={siteKey}
      selectedKey={
        sites.filter((site) => site.function === selected).map(siteKey)[0] ??
        null
      }
      onSelect={(site) => selectFunction(site.function)}
    />
  );
}

export function AllocationTable({
  label,
  allocations,
  untilMillis,
}: {
  readonly label: string;
  /** Newest first. */
  readonly allocations: readonly TracedAllocation[];
  /** Times are counted back from here. */
  readonly untilMillis: number;
}): ReactElement {
  const t = useMessage();
  const columns = useMemo(
    (): readonly TableColumn<TracedAllocation>[] => [
      {
        id: "ago",
        title: t("trace.column.ago"),
        width: "120px",
        align: "end",
        render: ({ atMillis }) =>
          `${Math.max(0, (untilMillis - atMillis) / 1000).toFixed(3)} s`,
      },
      {
        id: "address",
        title: t("trace.column.address"),
        width: "128px",
        render: ({ address }) => (
          <span className="mono">0x{address.toString(16)}</span>
        ),
      },
      {
        id: "bytes",
        title: t("trace.column.size"),
        width: "88px",
        align: "end",
        render: ({ bytes }) => formatCount(bytes),
      },
      {
        id: "there",
        title: t("trace.column.there"),
        width: "80px",
        render: ({ isThere }) => (
          <span title={t("trace.there.hint")}>{wordThere(isThere, t)}</span>
        ),
      },
      {
        id: "goroutine",
        title: t("trace.column.goroutine"),
        width: "80px",
        align: "end",
        render: ({ goroutine }) => String(goroutine),
      },
      {
        id: "type",
        title: t("trace.column.type"),
        width: "minmax(120px, 1fr)",
        render: ({ type }) =>
          type === null ? t("trace.there.unknown") : <GoName name={type} />,
      },
      {
        id: "stack",
        title: t("trace.column.stack"),
        width: "minmax(240px, 3fr)",
        render: (allocation) => (
          <span className="mono" title={stackTitle(allocation)}>
            {stackLine(allocation)}
          </span>
        ),
      },
    ],
    [t, untilMillis],
  );
  return (
    <VirtualTable
      label={label}
      columns={columns}
      rows={allocations}
      rowKey={({ number }) => String(number)}
      onSelect={({ frames: [frame] }) => {
        if (frame !== undefined) selectFunction(frame.function);
      }}
    />
  );
}

function stackTitle({ frames }: TracedAllocation): string {
  return frames
    .map((frame) => `${frame.function}  ${frame.file}:${frame.line}`)
    .join("\n");
}
