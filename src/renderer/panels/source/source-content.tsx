// The picked function's lines: values, source, and on demand the compiler's reasons.

import { useMemo, useState, type ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { trivet } from "../../bridge.ts";
import { useMessage } from "../../state/use-message.ts";
import { useView } from "../../state/view-store.ts";
import { Button } from "../../ui/button.tsx";
import { ComparedWith, useShownSubject } from "../../ui/compared-with.tsx";
import { Select } from "../../ui/fields.tsx";
import { PickFunction } from "../../ui/pick-function.tsx";
import { ProfileToolbar } from "../../ui/profile-toolbar.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { useProfile } from "../../ui/use-profile.ts";
import { PathMappings } from "./path-mappings.tsx";
import { SourceLinesView } from "./source-lines-view.tsx";
import { folderOf } from "./source-model.ts";
import "./source.css";

const extents = ["function", "file"] as const;
type Extent = (typeof extents)[number];

export function SourceContent({
  snapshot,
}: {
  readonly snapshot: Snapshot;
}): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.selectedFunction);
  const lens = useView((view) => view.lens);
  const [extent, setExtent] = useState<Extent>("function");
  const [file, setFile] = useState<{
    readonly of: string;
    readonly name: string;
  } | null>(null);
  const [isMapping, setIsMapping] = useState(false);
  /** Counts changes of the mappings: what was not found may be found now. */
  const [mappingsSeen, setMappingsSeen] = useState(0);
  const profile = useProfile(snapshot.id);
  const { sampleType } = profile;
  const shown = useShownSubject(snapshot);
  const { subject } = shown;
  const wantedFile = file !== null && file.of === selected ? file.name : null;
  const query = useMemo(
    () =>
      sampleType === null || selected === null
        ? null
        : {
            subject,
            sampleType,
            lens,
            function: selected,
            file: wantedFile,
            whole: extent === "file",
          },
    [subject, sampleType, lens, selected, wantedFile, extent],
  );
  const load = useMemo(
    () =>
      query === null
        ? null
        : (signal: AbortSignal) => trivet.source.read(query, { signal }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- other mappings give another answer to the same question
    [query, mappingsSeen],
  );
  const source = useCancelableReply(
    load,
    `${snapshot.id} ${shown.baseId ?? ""} ${selected ?? ""}`,
  );
  const view = source.value;
  return (
    <div className="panel">
      <ProfileToolbar
        label={t("panel.source")}
        snapshot={snapshot}
        profile={profile}
        subject={subject}
        hasGranularity={false}
      >
        <ComparedWith of={shown} />
        <Select
          label={t("source.extent")}
          value={extent}
          options={extents.map((value) => ({
            value,
            title: t(`source.extent.${value}`),
          }))}
          onChange={setExtent}
        />
        {view === null || view.files.length < 2 ? null : (
          <Select
            label={t("source.file")}
            value={view.file}
            options={view.files.map((name) => ({ value: name, title: name }))}
            onChange={(name) =>
              setFile(selected === null ? null : { of: selected, name })
            }
          />
        )}
        <Button
          tone="quiet"
          data-testid="source-mappings"
          onClick={() => setIsMapping(true)}
        >
          {t("source.mappings")}
        </Button>
      </ProfileToolbar>
      {isMapping ? (
        <PathMappings
          suggestedFrom={
            view === null || view.text.status === "found"
              ? ""
              : folderOf(view.file)
          }
          onSaved={() => setMappingsSeen((count) => count + 1)}
          onClose={() => setIsMapping(false)}
        />
      ) : null}
      <ReadState
        reads={[profile.summary, source]}
        loading={t("source.loading")}
        cancelled={source.isCancelled}
        onCancel={source.cancel}
      >
        {selected === null ? (
          <PickFunction
            snapshotId={snapshot.id}
            sampleType={sampleType}
            absent={null}
          />
        ) : view === null || query === null ? null : view.files.length === 0 ? (
          source.status === "loading" ? null : (
            <PickFunction
              snapshotId={snapshot.id}
              sampleType={sampleType}
              absent={selected}
            />
          )
        ) : (
          <SourceLinesView
            key={`${view.function} ${view.file}`}
            view={view}
            query={query}
            isChange={shown.baseId !== null}
            snapshotMillis={snapshot.atMillis}
            onMap={() => setIsMapping(true)}
          />
        )}
      </ReadState>
    </div>
  );
}
