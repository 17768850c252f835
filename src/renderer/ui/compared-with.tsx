// What a panel about one snapshot is of: the snapshot itself, or what changed since an earlier one. The choice is one for
// all of them, and saved with the view; picking two snapshots on the timeline makes it as well.

import { useMemo, type ReactElement } from "react";
import type { ProfileSubject } from "../../contract/profile-query.ts";
import type { Snapshot } from "../../core/investigation/model.ts";
import { useSnapshots } from "../state/investigation-store.ts";
import { useMessage } from "../state/use-message.ts";
import { compareWith, useView } from "../state/view-store.ts";
import { SnapshotSelect } from "./snapshot-select.tsx";
import { snapshotsOfKinds } from "./snapshot-title.ts";

export interface ShownSubject {
  /** With a base: their difference as `go tool pprof -diff_base` has it, percentages being of the base. */
  readonly subject: ProfileSubject;
  /** The snapshot that is subtracted; null = none. */
  readonly baseId: string | null;
  /** Those that could be: the others of its kind. */
  readonly others: readonly Snapshot[];
}

export function useShownSubject({ id, kind }: Snapshot): ShownSubject {
  const snapshots = useSnapshots();
  const wanted = useView((view) => view.base);
  const others = useMemo(
    () =>
      snapshotsOfKinds(snapshots, [kind]).filter((other) => other.id !== id),
    [snapshots, id, kind],
  );
  const baseId = others.some((other) => other.id === wanted) ? wanted : null;
  const subject = useMemo(() => subjectOf(id, baseId), [id, baseId]);
  return { subject, baseId, others };
}

export function subjectOf(id: string, baseId: string | null): ProfileSubject {
  return baseId === null
    ? { kind: "single", id }
    : {
        kind: "comparison",
        before: baseId,
        after: id,
        mode: "diff-base",
        normalize: false,
      };
}

export function ComparedWith({
  of: { baseId, others },
  onChange = compareWith,
}: {
  readonly of: ShownSubject;
  readonly onChange?: (baseId: string | null) => void;
}): ReactElement | null {
  const t = useMessage();
  if (others.length === 0) return null;
  return (
    <SnapshotSelect
      label={t("table.compare")}
      snapshots={others}
      selectedId={baseId}
      onSelect={onChange}
      noneTitle={t("table.compare.none")}
    />
  );
}
