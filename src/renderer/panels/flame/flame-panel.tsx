// The flame graph of one snapshot: which one, which values, search and zoom.

import type { ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { showSnapshot, useView } from "../../state/view-store.ts";
import { ProfileEmptyState } from "../../ui/profile-empty-state.tsx";
import { shownSnapshot } from "../../ui/snapshot-title.ts";
import { TakeSnapshotButton } from "../../ui/take-snapshot-button.tsx";
import { FlameContent } from "./flame-content.tsx";
import { useFlameZoom } from "./flame-zoom-store.ts";

export function FlamePanel(): ReactElement {
  const snapshots = useSnapshots();
  const chosen = useView((view) => view.snapshotId);
  const snapshot = shownSnapshot(snapshots, chosen);
  const [path, setPath] = useFlameZoom();
  if (snapshot === null) return <NoSnapshot />;
  // The path stays from one snapshot to the next: the same stack in both is what people compare.
  return <FlameContent snapshot={snapshot} path={path} onZoom={setPath} />;
}

function NoSnapshot(): ReactElement {
  const show = (snapshot: Snapshot): void => showSnapshot(snapshot.id);
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
