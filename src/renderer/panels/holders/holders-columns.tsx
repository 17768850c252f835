// The columns of suspects and of the tree of holders: how much is held, how much more than before, and by what.

import type { ReactElement } from "react";
import {
  formatBytes,
  formatCount,
  formatPercent,
} from "../../../core/format/quantity.ts";
import type { HolderSite } from "../../../core/object-graph/allocation-place.ts";
import type {
  HolderRow,
  HolderSuspect,
} from "../../../core/object-graph/holders-view.ts";
import type { Translate } from "../../state/use-message.ts";
import { ChangeText } from "../../ui/change-text.tsx";
import { GoName } from "../../ui/go-name.tsx";
import { printable } from "../../../core/printable.ts";
import { formatExactSample } from "../../ui/sample-value.ts";
import { Icon } from "../../ui/icon.tsx";
import type { TableColumn } from "../../ui/virtual-table.tsx";
import { holderTitle, type TreeRow } from "./holders-model.ts";

export function suspectColumns(
  t: Translate,
  isCompared: boolean,
): readonly TableColumn<HolderSuspect>[] {
  return [
    {
      id: "share",
      title: t(isCompared ? "holders.share.growth" : "holders.share"),
      width: "96px",
      align: "end",
      render: ({ share }) => <strong>{formatPercent(share)}</strong>,
    },
    ...(isCompared ? [grownColumn<HolderSuspect>(t)] : []),
    ...sizeColumns<HolderSuspect>(t),
    {
      id: "name",
      title: t("holders.holder"),
      width: "minmax(200px, 2fr)",
      render: ({ name }) => <GoName name={name} />,
    },
    {
      id: "type",
      title: t("holders.piles"),
      width: "minmax(120px, 1fr)",
      render: ({ type }) => (type === "" ? "" : <GoName name={type} />),
    },
    {
      id: "allocated",
      title: t("holderSites.allocated"),
      width: "minmax(160px, 1fr)",
      render: ({ sites }) => <Allocated sites={sites} t={t} />,
    },
  ];
}

/** The line that most of it comes from; the others, and how sure that is, where the pointer rests. */
function Allocated({
  sites,
  t,
}: {
  readonly sites: readonly HolderSite[];
  readonly t: Translate;
}): ReactElement {
  const [first] = sites;
  if (first === undefined)
    return <span className="muted">{t("holderSites.none")}</span>;
  const title = sites
    .map(({ function: name, file, line, samples, bytes }) =>
      t("holderSites.line", {
        function: printable(name),
        place: `${printable(file)}:${line}`,
        bytes,
        samples,
      }),
    )
    .join("\n");
  return (
    <span title={title}>
      {printable(first.file.slice(first.file.lastIndexOf("/") + 1))}:
      {first.line}
    </span>
  );
}

export function treeColumns(
  t: Translate,
  isCompared: boolean,
  onToggle: (row: TreeRow) => void,
): readonly TableColumn<TreeRow>[] {
  return [
    ...sizeColumns<TreeRow>(t, true),
    {
      id: "share",
      title: t("holders.share"),
      width: "120px",
      render: ({ share }) => <Share share={share} />,
    },
    ...(isCompared ? [{ ...grownColumn<TreeRow>(t), isSortable: true }] : []),
    {
      id: "own",
      title: t("holders.own"),
      width: "88px",
      align: "end",
      isSortable: true,
      render: ({ bytes }) => formatBytes(bytes),
    },
    {
      id: "name",
      title: t("holders.holder"),
      width: "minmax(240px, 4fr)",
      isSortable: true,
      render: (row) => <Holder row={row} t={t} onToggle={onToggle} />,
    },
  ];
}

interface Sized {
  readonly retainedBytes: number;
  readonly retainedObjects: number;
  readonly grownBytes: number | null;
}

export function sizeColumns<R extends Sized>(
  t: Translate,
  isSortable = false,
): readonly TableColumn<R>[] {
  return [
    {
      id: "holds",
      title: t("holders.holds"),
      width: "88px",
      align: "end",
      isSortable,
      render: ({ retainedBytes }) => (
        <span title={formatExactSample(retainedBytes, "bytes")}>
          {formatBytes(retainedBytes)}
        </span>
      ),
    },
    {
      id: "objects",
      title: t("holders.objects"),
      width: "88px",
      align: "end",
      isSortable,
      render: ({ retainedObjects }) => formatCount(retainedObjects),
    },
  ];
}

export function grownColumn<R extends Sized>(t: Translate): TableColumn<R> {
  return {
    id: "grown",
    title: t("holders.grown"),
    width: "96px",
    align: "end",
    render: ({ grownBytes }) =>
      grownBytes === null ? null : (
        <ChangeText value={grownBytes} unit="bytes" />
      ),
  };
}

export function Share({ share }: { readonly share: number }): ReactElement {
  return (
    <span className="holders__share">
      <svg width="100%" height="10" aria-hidden="true">
        <rect
          className="holders__bar"
          width={`${Math.min(1, share) * 100}%`}
          height="10"
        />
      </svg>
      <span>{formatPercent(share)}</span>
    </span>
  );
}

/** Beside its name: what kind of root it is, or its type where the name is a field's. */
export function aboutHolder(
  t: Translate,
  { kind, label, type }: HolderRow,
  isTop: boolean,
): string {
  if (kind !== null) return t(`holders.kind.${kind}`);
  if (isTop) return t("holders.kind.shared");
  return label === "" ? "" : type;
}

function Holder({
  row,
  t,
  onToggle,
}: {
  readonly row: TreeRow;
  readonly t: Translate;
  readonly onToggle: (row: TreeRow) => void;
}): ReactElement {
  const { depth, hasRows, isOpen } = row;
  return (
    <span className="holders__row" data-depth={depth}>
      <span style={{ width: `${depth * 14}px` }} aria-hidden="true" />
      {hasRows ? (
        <button
          type="button"
          className="holders__toggle"
          tabIndex={-1}
          aria-label={t(isOpen ? "holders.close" : "holders.open")}
          aria-expanded={isOpen}
          onClick={(event) => {
            event.stopPropagation();
            onToggle(row);
          }}
        >
          <Icon name={isOpen ? "down" : "right"} />
        </button>
      ) : (
        <span className="holders__toggle" aria-hidden="true" />
      )}
      <GoName name={holderTitle(row)} />
      <span className="muted">{aboutHolder(t, row, depth === 0)}</span>
    </span>
  );
}
