// One snapshot drawn: reads its summary and its view from the engine, at the zoom that is shown.

import { useMemo, useRef, useState, type ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { FlameView } from "../../../core/pprof/views.ts";
import { trivet } from "../../bridge.ts";
import { FlameGraph } from "../../canvas/flame-graph.tsx";
import { minFraction } from "../../canvas/flame-index.ts";
import { searchFlame } from "../../canvas/flame-search.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { IconButton } from "../../ui/button.tsx";
import { copyName } from "../../ui/copy-name.ts";
import { SearchField } from "../../ui/fields.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { sampleTypeTitle } from "../../ui/sample-type-select.tsx";
import { formatExactSample, formatSample } from "../../ui/sample-value.ts";
import { saveRawProfile } from "../../ui/save-raw-profile.ts";
import { ToolbarSpace } from "../../ui/toolbar.tsx";
import { ProfileToolbar } from "../../ui/profile-toolbar.tsx";
import { useProfile } from "../../ui/use-profile.ts";
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
  const selectedFunction = useView((view) => view.selectedFunction);
  const [searchText, setSearchText] = useState("");
  const searchField = useRef<HTMLInputElement>(null);
  const id = snapshot.id;

  const lens = useView((view) => view.lens);
  const profile = useProfile(id);
  const { summary, sampleType } = profile;
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
      <ProfileToolbar
        label={t("panel.flame")}
        snapshot={snapshot}
        profile={profile}
      >
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
      </ProfileToolbar>
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
