// Who calls the picked function and whom it calls, as `go tool pprof -peek` has it. Every name leads there.

import type { ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { showSnapshot, useView } from "../../state/view-store.ts";
import { ProfileEmptyState } from "../../ui/profile-empty-state.tsx";
import { shownSnapshot } from "../../ui/snapshot-title.ts";
import { TakeSnapshotButton } from "../../ui/take-snapshot-button.tsx";
import { CallersContent } from "./callers-content.tsx";

export function CallersPanel(): ReactElement {
  const snapshots = useSnapshots();
  const chosen = useView((view) => view.snapshotId);
  const snapshot = shownSnapshot(snapshots, chosen);
  if (snapshot !== null) return <CallersContent snapshot={snapshot} />;
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
