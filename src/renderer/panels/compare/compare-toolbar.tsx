// What is compared and how: A and B, their order, the values, the way of comparing, and which rows are shown.

import type { ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { ProfileSummary } from "../../../core/pprof/views.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { compare } from "../../state/view-store.ts";
import { IconButton } from "../../ui/button.tsx";
import { Select } from "../../ui/fields.tsx";
import { SampleTypeSelect } from "../../ui/sample-type-select.tsx";
import { SnapshotSelect } from "../../ui/snapshot-select.tsx";
import { snapshotsOfKinds, stackKinds } from "../../ui/snapshot-title.ts";
import { Toolbar } from "../../ui/toolbar.tsx";
import {
  compareWays,
  rowKinds,
  type CompareWay,
  type DiffMeasure,
  type RowKind,
} from "./compare-model.ts";

export const layouts = ["both", "table", "flame"] as const;
export type CompareLayout = (typeof layouts)[number];

/** How the two are compared and shown. */
export interface CompareChoices {
  readonly way: CompareWay;
  /** What shares of a net change are of: all changes (`base`), or A (`diff-base`). */
  readonly mode: "base" | "diff-base";
  readonly kind: RowKind;
  readonly measure: DiffMeasure;
  readonly layout: CompareLayout;
}

export interface CompareToolbarProps {
  readonly a: Snapshot;
  readonly b: Snapshot;
  readonly summary: ProfileSummary | null;
  readonly chosenType: string | null;
  readonly choices: CompareChoices;
  readonly onChoose: (change: Partial<CompareChoices>) => void;
}

export function CompareToolbar({
  a,
  b,
  summary,
  chosenType,
  choices,
  onChoose,
}: CompareToolbarProps): ReactElement {
  const t = useMessage();
  const snapshots = snapshotsOfKinds(useSnapshots(), stackKinds);
  return (
    <Toolbar label={t("panel.compare")}>
      <SnapshotSelect
        label={t("compare.before")}
        snapshots={snapshots}
        selectedId={a.id}
        onSelect={(id) => compare({ a: id ?? a.id, b: b.id })}
      />
      <IconButton
        icon="swap"
        label={t("compare.swap")}
        onClick={() => compare({ a: b.id, b: a.id })}
      />
      <SnapshotSelect
        label={t("compare.after")}
        snapshots={snapshots}
        selectedId={b.id}
        onSelect={(id) => compare({ a: a.id, b: id ?? b.id })}
      />
      {summary === null ? null : (
        <SampleTypeSelect summary={summary} chosen={chosenType} />
      )}
      <Select
        label={t("compare.way")}
        hideLabel
        value={choices.way}
        options={compareWays.map((value) => ({
          value,
          title: t(`compare.way.${value}`),
        }))}
        onChange={(way) => onChoose({ way })}
      />
      <Select
        label={t("compare.measure")}
        hideLabel
        value={choices.measure}
        options={(["flat", "cum"] as const).map((value) => ({
          value,
          title: t(`compare.measure.${value}`),
        }))}
        onChange={(measure) => onChoose({ measure })}
      />
      {choices.way === "net" ? (
        <Select
          label={t("compare.mode")}
          hideLabel
          value={choices.mode}
          options={(["base", "diff-base"] as const).map((value) => ({
            value,
            title: t(`compare.mode.${value}`),
          }))}
          onChange={(mode) => onChoose({ mode })}
        />
      ) : null}
      <Select
        label={t("compare.show")}
        value={choices.kind}
        options={rowKinds.map((value) => ({
          value,
          title: t(`compare.show.${value}`),
        }))}
        onChange={(kind) => onChoose({ kind })}
      />
      <Select
        label={t("compare.layout")}
        hideLabel
        value={choices.layout}
        options={layouts.map((value) => ({
          value,
          title: t(`compare.layout.${value}`),
        }))}
        onChange={(layout) => onChoose({ layout })}
      />
    </Toolbar>
  );
}
