// One snapshot drawn: reads its summary and its view from the engine, at the zoom that is shown.

import {
  useCallback,
  useMemo,
  useRef,
  useState,
  type ReactElement,
} from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { FlameView } from "../../../core/pprof/views.ts";
import { trivet } from "../../bridge.ts";
import { FlameGraph } from "../../canvas/flame-graph.tsx";
import { minFraction } from "../../canvas/flame-index.ts";
import { searchFlame } from "../../canvas/flame-search.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import {
  selectFunction,
  showSnapshot,
  useView,
} from "../../state/view-store.ts";
import { IconButton } from "../../ui/button.tsx";
import { copyName } from "../../ui/copy-name.ts";
import { SearchField } from "../../ui/fields.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import {
  effectiveSampleType,
  sampleTypeTitle,
  SampleTypeSelect,
} from "../../ui/sample-type-select.tsx";
import { formatExactSample, formatSample } from "../../ui/sample-value.ts";
import { saveRawProfile } from "../../ui/save-raw-profile.ts";
import { SnapshotSelect } from "../../ui/snapshot-select.tsx";
import { snapshotsOfKinds, stackKinds } from "../../ui/snapshot-title.ts";
import { Toolbar, ToolbarSpace } from "../../ui/toolbar.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";

export interface FlameContentProps {
  readonly snapshot: Snapshot;
  readonly path: readonly string[];
  readonly onZoom: (path: readonly string[]) => void;
}

export function FlameContent({
  snapshot,
  path,
  onZoom,
}: FlameContentProps): ReactElement {
  const t = useMessage();
  const snapshots = useSnapshots();
  const chosenType = useView((view) => view.sampleType);
  const selectedFunction = useView((view) => view.selectedFunction);
  const [searchText, setSearchText] = useState("");
  const searchField = useRef<HTMLInputElement>(null);
  const id = snapshot.id;

  const lens = useView((view) => view.lens);
  const summary = useReply(
    useCallback(
      (signal: AbortSignal) =>
        trivet.profile.summary({ snapshotId: id }, { signal }),
      [id],
    ),
  );
  const sampleType =
    summary.value === null
      ? null
      : effectiveSampleType(summary.value, chosenType);
  const flame = useCancelableReply(
    useMemo(
      () =>
        sampleType === null
          ? null
          : (signal: AbortSignal) =>
              trivet.profile.flame(
                {
                  subject: { kind: "single", id },
                  sampleType,
                  lens,
                  minFraction,
                  zoom: [...path],
                },
                { signal },
              ),
      [id, sampleType, lens, path],
    ),
    `${id} ${sampleType ?? ""} ${JSON.stringify(lens)}`,
  );
  const view = flame.value;
  const search = useMemo(
    () => (view === null ? null : searchFlame(view, searchText)),
    [view, searchText],
  );

  return (
    <div className="panel">
      <Toolbar label={t("panel.flame")}>
        <SnapshotSelect
          label={t("profile.snapshot")}
          snapshots={snapshotsOfKinds(snapshots, stackKinds)}
          selectedId={id}
          onSelect={showSnapshot}
        />
        {summary.value === null ? null : (
          <SampleTypeSelect summary={summary.value} chosen={chosenType} />
        )}
        <SearchField
          ref={searchField}
          label={t("flame.search")}
          value={searchText}
          onChange={setSearchText}
        />
        {search === null || view === null ? null : (
          <span className="toolbar__fact" role="status">
            {search.frames === 0
              ? t("flame.search.none")
              : t("flame.search.result", {
                  frames: search.frames,
                  share: search.width / (view.width[0] ?? 1),
                })}
          </span>
        )}
        <ToolbarSpace />
        {view === null ? null : <Total view={view} />}
        <IconButton
          icon="export"
          label={t("profile.save-raw")}
          onClick={() => void saveRawProfile(id)}
        />
      </Toolbar>
      <ReadState
        reads={[summary, flame]}
        loading={t("profile.loading")}
        cancelled={flame.isCancelled}
        onCancel={flame.cancel}
      >
        {view === null ? null : (
          <FlameGraph
            view={view}
            label={t("flame.label", {
              type: sampleTypeTitle(view.sampleType.type, t),
            })}
            path={path}
            onZoom={onZoom}
            search={search}
            selectedFunction={selectedFunction}
            onSelect={selectFunction}
            onSearchKey={() => searchField.current?.focus()}
            onCopy={(name) => void copyName(name)}
          />
        )}
      </ReadState>
    </div>
  );
}

function Total({ view }: { readonly view: FlameView }): ReactElement {
  const t = useMessage();
  const { unit } = view.sampleType;
  return (
    <>
      {view.dropped === 0 ? null : (
        <span className="toolbar__fact">
          {t("profile.dropped", { count: view.dropped })}
        </span>
      )}
      <span
        className="toolbar__fact"
        title={formatExactSample(view.total, unit)}
      >
        {t("profile.total", { total: formatSample(view.total, unit) })}
      </span>
    </>
  );
}
