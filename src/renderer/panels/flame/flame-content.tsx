// One snapshot drawn: its stacks from the root, or one function between its callers and its callees.

import { useCallback, useRef, useState, type ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { FlameView } from "../../../core/pprof/views.ts";
import { useMessage } from "../../state/use-message.ts";
import { changeFlame, useView } from "../../state/view-store.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { SearchField, Select } from "../../ui/fields.tsx";
import { functionActions } from "../../ui/function-actions.ts";
import { ProfileToolbar } from "../../ui/profile-toolbar.tsx";
import { formatExactSample, formatSample } from "../../ui/sample-value.ts";
import { saveRawProfile } from "../../ui/save-raw-profile.ts";
import { SearchFact } from "../../ui/search-fact.tsx";
import { useProfile } from "../../ui/use-profile.ts";
import { useProfileSearch } from "../../ui/use-profile-search.ts";
import type { FlamePicture } from "./flame-picture.ts";
import { Sandwich } from "./sandwich.tsx";
import { WholeFlame } from "./whole-flame.tsx";

export interface FlameContentProps {
  readonly snapshot: Snapshot;
}

const zoomFlame = (path: readonly string[]): void => changeFlame({ path });
const orientations = ["icicle", "flame"] as const;

export function FlameContent({ snapshot }: FlameContentProps): ReactElement {
  const t = useMessage();
  const {
    sandwich,
    orientation,
    path,
    search: searchText,
  } = useView((view) => view.flame);
  const lens = useView((view) => view.lens);
  const selected = useView((view) => view.selectedFunction);
  const [view, setView] = useState<FlameView | null>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const id = snapshot.id;
  const profile = useProfile(id);
  const search = useProfileSearch(
    { kind: "single", id },
    profile.sampleType,
    lens,
    searchText,
  );
  const picture: FlamePicture = {
    snapshotId: id,
    summary: profile.summary,
    sampleType: profile.sampleType,
    found: search.result?.names ?? null,
    actions: functionActions,
    onSearchKey: useCallback(() => searchField.current?.focus(), []),
    onView: setView,
  };
  return (
    <div className="panel">
      <ProfileToolbar
        label={t("panel.flame")}
        snapshot={snapshot}
        profile={profile}
        tail={
          <>
            {view === null ? null : <Total view={view} />}
            <IconButton
              icon="export"
              label={t("profile.save-raw")}
              onClick={() => void saveRawProfile(id)}
            />
          </>
        }
      >
        <Button
          aria-pressed={sandwich}
          disabled={!sandwich && selected === null}
          title={selected === null ? t("flame.sandwich.none") : undefined}
          data-testid="flame-sandwich"
          onClick={() => changeFlame({ sandwich: !sandwich })}
        >
          {t("flame.sandwich")}
        </Button>
        {sandwich ? null : (
          <Select
            label={t("flame.orientation")}
            hideLabel
            value={orientation}
            options={orientations.map((value) => ({
              value,
              title: t(`flame.orientation.${value}`),
            }))}
            onChange={(chosen) => changeFlame({ orientation: chosen })}
          />
        )}
        <SearchField
          ref={searchField}
          label={t("flame.search.re2")}
          value={searchText}
          onChange={(text) => changeFlame({ search: text })}
        />
        <SearchFact search={search} />
      </ProfileToolbar>
      {sandwich ? (
        <Sandwich {...picture} />
      ) : (
        <WholeFlame
          {...picture}
          orientation={orientation}
          path={path}
          onZoom={zoomFlame}
        />
      )}
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
