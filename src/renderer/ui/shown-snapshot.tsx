// The snapshot that the profile panels show: the one that was picked, else the newest heap profile. Without any, the
// panel says what a snapshot is and offers to take one.

import type { ReactElement, ReactNode } from "react";
import type { Snapshot } from "../../core/investigation/model.ts";
import { useSnapshots } from "../state/investigation-store.ts";
import { showSnapshot, useView } from "../state/view-store.ts";
import { ProfileEmptyState } from "./profile-empty-state.tsx";
import { shownSnapshot } from "./snapshot-title.ts";
import { TakeSnapshotButton } from "./take-snapshot-button.tsx";

export function ShownSnapshot({
  children,
}: {
  readonly children: (snapshot: Snapshot) => ReactNode;
}): ReactElement {
  const snapshots = useSnapshots();
  const chosen = useView((view) => view.snapshotId);
  const snapshot = shownSnapshot(snapshots, chosen);
  if (snapshot !== null) return <>{children(snapshot)}</>;
  const show = (taken: Snapshot): void => showSnapshot(taken.id);
  return (
    <ProfileEmptyState
      title="profile.empty.title"
      text="profile.empty.text"
      archiveText="profile.empty.archive"
    >
      {(targetId) => (
        <>
          <TakeSnapshotButton
            targetId={targetId}
            kind="heap"
            tone="primary"
            showsCost
            onTaken={show}
          />
          <TakeSnapshotButton
            targetId={targetId}
            kind="heap"
            gc
            showsCost
            onTaken={show}
          />
        </>
      )}
    </ProfileEmptyState>
  );
}
