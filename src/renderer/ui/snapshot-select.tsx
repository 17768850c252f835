// Picks one snapshot out of a list.

import type { ReactElement } from "react";
import type { Snapshot } from "../../core/investigation/model.ts";
import { useMessage } from "../state/use-message.ts";
import { Select } from "./fields.tsx";
import { snapshotTitle } from "./snapshot-title.ts";

export interface SnapshotSelectProps {
  readonly label: string;
  /** In the order they are offered. */
  readonly snapshots: readonly Snapshot[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string | null) => void;
  /** Offers "none" under this title. */
  readonly noneTitle?: string;
  readonly hideLabel?: boolean;
}

const none = "";

export function SnapshotSelect({
  label,
  snapshots,
  selectedId,
  onSelect,
  noneTitle,
  hideLabel = false,
}: SnapshotSelectProps): ReactElement {
  const t = useMessage();
  const options = snapshots.map((snapshot) => ({
    value: snapshot.id,
    title: snapshotTitle(snapshot, t),
  }));
  return (
    <Select
      label={label}
      hideLabel={hideLabel}
      value={selectedId ?? none}
      options={
        noneTitle === undefined
          ? options
          : [{ value: none, title: noneTitle }, ...options]
      }
      onChange={(id) => onSelect(id === none ? null : id)}
    />
  );
}
