// The lines of the picked function with their values, beside its source where that is on this machine.

import type { ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { showSnapshot, useView } from "../../state/view-store.ts";
import { ProfileEmptyState } from "../../ui/profile-empty-state.tsx";
import { shownSnapshot } from "../../ui/snapshot-title.ts";
import { TakeSnapshotButton } from "../../ui/take-snapshot-button.tsx";
import { SourceContent } from "./source-content.tsx";

export function SourcePanel(): ReactElement {
  const snapshots = useSnapshots();
  const chosen = useView((view) => view.snapshotId);
  const snapshot = shownSnapshot(snapshots, chosen);
  if (snapshot !== null) return <SourceContent snapshot={snapshot} />;
  return (
    <ProfileEmptyState
      title="profile.empty.title"
      text="profile.empty.text"
      archiveText="profile.empty.archive"
    >
      {(targetId) => (
        <TakeSnapshotButton
          targetId={targetId}
          kind="heap"
          tone="primary"
          showsCost
          onTaken={(taken: Snapshot) => showSnapshot(taken.id)}
        />
      )}
    </ProfileEmptyState>
  );
}
