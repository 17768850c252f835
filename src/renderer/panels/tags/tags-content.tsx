// Labels of one snapshot: a table of keys and values; a click on a value leaves the samples with it, in every panel.

import {
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { TagsReport } from "../../../core/pprof/report/tags.ts";
import { trivet } from "../../bridge.ts";
import { useMessage } from "../../state/use-message.ts";
import { changeLens, useView } from "../../state/view-store.ts";
import { ComparedWith, useShownSubject } from "../../ui/compared-with.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SearchField } from "../../ui/fields.tsx";
import {
  FilterLeavesNothing,
  useHasFilters,
} from "../../ui/filter-leaves-nothing.tsx";
import { ProfileToolbar } from "../../ui/profile-toolbar.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { useProfile } from "../../ui/use-profile.ts";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { tagColumns } from "./tag-columns.tsx";
import {
  countTags,
  keyOfRow,
  lensForTag,
  tagRows,
  type TagRow,
} from "./tags-model.ts";
import "./tags.css";

export function TagsContent({
  snapshot,
}: {
  readonly snapshot: Snapshot;
}): ReactElement {
  const t = useMessage();
  const lens = useView((view) => view.lens);
  const hasFilters = useHasFilters();
  const [search, setSearch] = useState("");
  const searchField = useRef<HTMLInputElement>(null);
  const profile = useProfile(snapshot.id);
  const { sampleType } = profile;
  const shown = useShownSubject(snapshot);
  const { subject } = shown;
  const load = useMemo(
    () =>
      sampleType === null
        ? null
        : (signal: AbortSignal) =>
            trivet.profile.tags({ subject, sampleType, lens }, { signal }),
    [subject, sampleType, lens],
  );
  const tags = useCancelableReply(
    load,
    `${snapshot.id} ${shown.baseId ?? ""} ${sampleType ?? ""}`,
  );
  const report = tags.value;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
    searchField.current?.focus();
    event.preventDefault();
  };
  return (
    <div className="panel" onKeyDown={onKeyDown}>
      <ProfileToolbar
        label={t("panel.tags")}
        snapshot={snapshot}
        profile={profile}
        subject={subject}
        hasGranularity={false}
        tail={
          report === null ? null : (
            <span className="toolbar__fact" role="status">
              {t("tags.count", countTags(report))}
            </span>
          )
        }
      >
        <ComparedWith of={shown} />
        <SearchField
          ref={searchField}
          label={t("tags.search")}
          value={search}
          onChange={setSearch}
        />
      </ProfileToolbar>
      <ReadState
        reads={[profile.summary, tags]}
        loading={t("tags.loading")}
        cancelled={tags.isCancelled}
        onCancel={tags.cancel}
      >
        {report === null ? null : report.tags.length === 0 && hasFilters ? (
          <FilterLeavesNothing />
        ) : report.tags.length === 0 ? (
          <EmptyState
            title={t("tags.empty.title")}
            text={t("tags.empty.text")}
          />
        ) : (
          <TagTable
            report={report}
            search={search}
            isChange={shown.baseId !== null}
            onFocus={(row) => changeLens(lensForTag(lens, "tagFocus", row))}
            onIgnore={(row) => changeLens(lensForTag(lens, "tagIgnore", row))}
            focused={lens.filters.tagFocus}
          />
        )}
      </ReadState>
    </div>
  );
}

function TagTable({
  report,
  search,
  isChange,
  onFocus,
  onIgnore,
  focused,
}: {
  readonly report: TagsReport;
  readonly search: string;
  /** The report is of a difference. */
  readonly isChange: boolean;
  readonly onFocus: (row: TagRow) => void;
  readonly onIgnore: (row: TagRow) => void;
  readonly focused: string;
}): ReactElement {
  const t = useMessage();
  const [picked, setPicked] = useState<string | null>(null);
  const rows = useMemo(() => tagRows(report, search), [report, search]);
  const columns = tagColumns(
    { report, isChange, focused, onFocus, onIgnore },
    t,
  );
  return (
    <VirtualTable
      label={t("tags.label")}
      columns={columns}
      rows={rows}
      rowKey={keyOfRow}
      selectedKey={picked}
      onSelect={(row) => setPicked(keyOfRow(row))}
      onOpen={(row) => {
        if (row.focus !== "") onFocus(row);
      }}
      testId="tags"
    />
  );
}
