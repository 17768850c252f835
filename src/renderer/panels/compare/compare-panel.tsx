// The difference between two snapshots: what grew, where, and whether the two may be compared at all.

import type { ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { showSnapshot, useView } from "../../state/view-store.ts";
import { ProfileEmptyState } from "../../ui/profile-empty-state.tsx";
import { TakeSnapshotButton } from "../../ui/take-snapshot-button.tsx";
import { CompareContent } from "./compare-content.tsx";
import { effectivePair } from "./compare-model.ts";

export function ComparePanel(): ReactElement {
  const snapshots = useSnapshots();
  const chosen = useView((view) => view.comparison);
  const pair = effectivePair(snapshots, chosen);
  if (pair !== null) return <CompareContent {...pair} />;
  return (
    <ProfileEmptyState
      title="compare.empty.title"
      text="compare.empty.text"
      archiveText="compare.empty.text"
    >
      {(targetId) => (
        <>
          <TakeSnapshotButton
            targetId={targetId}
            kind="heap"
            tone="primary"
            showsCost
            onTaken={(taken: Snapshot) => showSnapshot(taken.id)}
          />
          <TakeSnapshotButton targetId={targetId} kind="heap" gc showsCost />
        </>
      )}
    </ProfileEmptyState>
  );
}
