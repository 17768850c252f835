// Goroutines in nested groups, what each group was in an earlier snapshot, and one of them through all snapshots.

import type { ReactElement } from "react";
import { useSnapshots } from "../../state/investigation-store.ts";
import { ProfileEmptyState } from "../../ui/profile-empty-state.tsx";
import { snapshotsOfKinds } from "../../ui/snapshot-title.ts";
import { TakeSnapshotButton } from "../../ui/take-snapshot-button.tsx";
import { GoroutinesContent } from "./goroutines-content.tsx";

export function GoroutinesPanel(): ReactElement {
  const snapshots = snapshotsOfKinds(useSnapshots(), ["goroutine"]);
  if (snapshots.length > 0) return <GoroutinesContent snapshots={snapshots} />;
  return (
    <ProfileEmptyState
      title="goroutines.empty.title"
      text="goroutines.empty.text"
      archiveText="goroutines.empty.archive"
    >
      {(targetId) => (
        <>
          <TakeSnapshotButton
            targetId={targetId}
            kind="goroutine"
            tone="primary"
            showsCost
          />
          <TakeSnapshotButton
            targetId={targetId}
            kind="goroutine"
            stacks
            showsCost
          />
        </>
      )}
    </ProfileEmptyState>
  );
}
