// How functions and stacks grew over all snapshots of a stretch of time: what grows in nine of nine intervals is a leak,
// what comes and goes is load.

import { useMemo, useState, type ReactElement } from "react";
import { useSnapshots } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { setZoom, useView } from "../../state/view-store.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ProfileEmptyState } from "../../ui/profile-empty-state.tsx";
import { TakeSnapshotButton } from "../../ui/take-snapshot-button.tsx";
import { GrowthContent } from "./growth-content.tsx";
import { chooseTrend, type TrendKind } from "./growth-model.ts";

export function GrowthPanel(): ReactElement {
  const snapshots = useSnapshots();
  const zoom = useView((view) => view.zoom);
  const [kind, setKind] = useState<TrendKind | null>(null);
  const choice = useMemo(
    () => chooseTrend(snapshots, kind, zoom),
    [snapshots, kind, zoom],
  );
  const first = choice?.snapshots[0];
  const last = choice?.snapshots.at(-1);
  if (choice !== null)
    return first === undefined || last === undefined || first === last ? (
      <TooFew />
    ) : (
      <GrowthContent
        snapshots={choice.snapshots}
        first={first}
        last={last}
        choice={choice}
        onKind={setKind}
      />
    );
  return (
    <ProfileEmptyState
      title="growth.empty.title"
      text="growth.empty.text"
      archiveText="growth.empty.text"
    >
      {(targetId) => (
        <TakeSnapshotButton
          targetId={targetId}
          kind="heap"
          tone="primary"
          showsCost
        />
      )}
    </ProfileEmptyState>
  );
}

/** There are snapshots, but not in the stretch that the timeline shows. */
function TooFew(): ReactElement {
  const t = useMessage();
  return (
    <EmptyState title={t("growth.empty.title")} text={t("growth.empty.zoom")}>
      <Button tone="primary" onClick={() => setZoom(null)}>
        {t("growth.range.whole")}
      </Button>
    </EmptyState>
  );
}
