// The filters of every profile panel: granularity, a chip for each active filter, how much of the profile they leave,
// and the way to add, change, undo and clear them. One component, one state (the view's lens).

import { useEffect, type ReactElement, type ReactNode } from "react";
import type { ProfileSubject } from "../../contract/profile-query.ts";
import { lensChips, withoutChip } from "../../core/pprof/lens-chips.ts";
import { granularities } from "../../core/pprof/views.ts";
import { withoutFilters } from "../../core/pprof/lens.ts";
import {
  editFilter,
  showFilterBar,
  startFilter,
  useFilterDraft,
} from "../state/filter-draft.ts";
import { useMessage } from "../state/use-message.ts";
import { changeLens, undoLens, useView } from "../state/view-store.ts";
import { Button } from "./button.tsx";
import { Select } from "./fields.tsx";
import { FilterForm } from "./filter-form.tsx";
import { LensChipButton } from "./lens-chip.tsx";
import { LensEffectFact } from "./lens-effect-fact.tsx";
import { MenuButton } from "./menu-button.tsx";
import { useLensEffect } from "./use-lens-effect.ts";
import "./lens-bar.css";

export interface LensBarProps {
  readonly subject: ProfileSubject;
  /** Null until the profile's summary was read. */
  readonly sampleType: string | null;
  /** False where places are always functions. */
  readonly hasGranularity?: boolean;
  /** At the end of the row: facts and buttons of the panel. */
  readonly children?: ReactNode;
}

export function LensBar({
  subject,
  sampleType,
  hasGranularity = true,
  children,
}: LensBarProps): ReactElement {
  const t = useMessage();
  const lens = useView((view) => view.lens);
  const draft = useFilterDraft((state) => state.draft);
  const chips = lensChips(lens);
  const effect = useLensEffect(subject, sampleType, lens);
  useEffect(() => showFilterBar(), []);
  const option = (key: "noInlines" | "dropNegative") => ({
    id: key,
    title: `${lens[key] ? "☑" : "☐"} ${t(`lens.${key}`)}`,
    hint: t(`lens.${key}.hint`),
    run: () => changeLens({ ...lens, [key]: !lens[key] }),
  });
  return (
    <div className="lens" role="group" aria-label={t("lens.title")}>
      <div className="lens__row">
        {hasGranularity ? (
          <Select
            label={t("table.granularity")}
            hideLabel
            value={lens.granularity}
            options={granularities.map((value) => ({
              value,
              title: t(`table.granularity.${value}`),
            }))}
            onChange={(granularity) => changeLens({ ...lens, granularity })}
          />
        ) : null}
        <MenuButton
          label={t("lens.options")}
          tone="quiet"
          align="start"
          testId="lens-options"
          items={[option("noInlines"), option("dropNegative")]}
        />
        <Button
          icon="plus"
          tone="quiet"
          data-testid="lens-add"
          aria-keyshortcuts="F"
          onClick={startFilter}
        >
          {t("lens.add")}
        </Button>
        {lens.noInlines ? (
          <LensChipButton
            label={t("lens.noInlines")}
            onRemove={() => changeLens({ ...lens, noInlines: false })}
          />
        ) : null}
        {lens.dropNegative ? (
          <LensChipButton
            label={t("lens.dropNegative")}
            onRemove={() => changeLens({ ...lens, dropNegative: false })}
          />
        ) : null}
        {chips.map((chip) => (
          <LensChipButton
            key={`${chip.filter} ${chip.text}`}
            label={t(`lens.filter.${chip.filter}`)}
            text={chip.text}
            isName={chip.isName}
            warning={
              effect.invalid?.filter === chip.filter
                ? effect.invalid.message
                : effect.value?.unmatched.includes(chip.filter) === true
                  ? t("lens.unmatched")
                  : null
            }
            onEdit={() =>
              editFilter({
                filter: chip.filter,
                text: lens.filters[chip.filter],
              })
            }
            onRemove={() => changeLens(withoutChip(lens, chip))}
          />
        ))}
        {chips.length === 0 ? null : (
          <>
            <Button
              tone="quiet"
              aria-keyshortcuts="U"
              onClick={undoLens}
              data-testid="lens-undo"
            >
              {t("lens.undo")}
            </Button>
            <Button
              tone="quiet"
              data-testid="lens-clear"
              onClick={() => changeLens(withoutFilters(lens))}
            >
              {t("lens.clear")}
            </Button>
            <LensEffectFact
              effect={effect.value}
              isOfBoth={subject.kind !== "single"}
            />
          </>
        )}
        {children == null ? null : (
          <span className="lens__tail">{children}</span>
        )}
      </div>
      {draft === null ? null : (
        <FilterForm
          key={draft.filter + draft.text}
          subject={subject}
          sampleType={sampleType}
          lens={lens}
          draft={draft}
        />
      )}
    </div>
  );
}
