// The head of a panel about one snapshot: which snapshot, which values, what the panel adds, and the shared filters.

import type { ReactElement, ReactNode } from "react";
import type { ProfileSubject } from "../../contract/profile-query.ts";
import type { Snapshot } from "../../core/investigation/model.ts";
import { useSnapshots } from "../state/investigation-store.ts";
import { useMessage } from "../state/use-message.ts";
import { showSnapshot, useView } from "../state/view-store.ts";
import { LensBar } from "./lens-bar.tsx";
import { SampleTypeSelect } from "./sample-type-select.tsx";
import { SnapshotSelect } from "./snapshot-select.tsx";
import { snapshotsOfKinds, stackKinds } from "./snapshot-title.ts";
import { Toolbar } from "./toolbar.tsx";
import type { ShownProfile } from "./use-profile.ts";

export interface ProfileToolbarProps {
  /** The accessible name. */
  readonly label: string;
  readonly snapshot: Snapshot;
  readonly profile: ShownProfile;
  /** What the filters are measured on; absent = the snapshot alone. */
  readonly subject?: ProfileSubject;
  /** False where the panel's rows are the same at every granularity. */
  readonly hasGranularity?: boolean;
  /** After the pickers. */
  readonly children?: ReactNode;
  /** At the end of the row of filters: facts and buttons. */
  readonly tail?: ReactNode;
}

export function ProfileToolbar({
  label,
  snapshot,
  profile,
  subject = { kind: "single", id: snapshot.id },
  hasGranularity = true,
  children,
  tail,
}: ProfileToolbarProps): ReactElement {
  const t = useMessage();
  const snapshots = useSnapshots();
  const chosenType = useView((view) => view.sampleType);
  return (
    <div className="panel__bar">
      <Toolbar label={label}>
        <SnapshotSelect
          label={t("profile.snapshot")}
          snapshots={snapshotsOfKinds(snapshots, stackKinds)}
          hideLabel
          selectedId={snapshot.id}
          onSelect={showSnapshot}
        />
        {profile.summary.value === null ? null : (
          <SampleTypeSelect
            summary={profile.summary.value}
            chosen={chosenType}
          />
        )}
        {children}
      </Toolbar>
      <LensBar
        subject={subject}
        sampleType={profile.sampleType}
        hasGranularity={hasGranularity}
      >
        {tail}
      </LensBar>
    </div>
  );
}
