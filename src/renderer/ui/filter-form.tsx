// Writes one filter. It says what the expression would leave, and what is wrong with it, before it is applied: a filter
// that is not RE2 never becomes part of the view.

import { useEffect, useRef, useState, type ReactElement } from "react";
import type { ProfileSubject } from "../../contract/profile-query.ts";
import {
  filterNames,
  longestFilter,
  withFilter,
  type ProfileLens,
} from "../../core/pprof/lens.ts";
import { editFilter, type FilterDraft } from "../state/filter-draft.ts";
import { adviceFor, useMessage } from "../state/use-message.ts";
import { trivet } from "../bridge.ts";
import { changeLens } from "../state/view-store.ts";
import { Button } from "./button.tsx";
import { FailureFact } from "./error-state.tsx";
import { Select } from "./fields.tsx";
import { LensEffectFact } from "./lens-effect-fact.tsx";
import { useLensEffect } from "./use-lens-effect.ts";
import { useSettled } from "./use-settled.ts";

/** Long enough not to ask at each key, short enough to seem at once. */
const settleMs = 150;

export function FilterForm({
  subject,
  sampleType,
  lens,
  draft,
}: {
  readonly subject: ProfileSubject;
  readonly sampleType: string | null;
  readonly lens: ProfileLens;
  readonly draft: FilterDraft;
}): ReactElement {
  const t = useMessage();
  const [filter, setFilter] = useState(draft.filter);
  const [text, setText] = useState(draft.text);
  const field = useRef<HTMLInputElement>(null);
  const before = useRef<Element | null>(null);
  const tried = useSettled(withFilter(lens, filter, text), settleMs);
  const effect = useLensEffect(subject, sampleType, tried);
  const isOwnFault = effect.invalid?.filter === filter;
  const isUnmatched = effect.value?.unmatched.includes(filter) === true;

  useEffect(() => {
    before.current = document.activeElement;
    field.current?.focus();
    field.current?.select();
  }, []);
  const close = (): void => {
    editFilter(null);
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  const apply = async (): Promise<void> => {
    const wanted = withFilter(lens, filter, text);
    // Enter may be faster than the trial: what was typed is tried before it is applied.
    if (text !== "" && sampleType !== null) {
      const reply = await trivet.profile.lensEffect({
        subject,
        sampleType,
        lens: wanted,
      });
      const isRefused =
        !reply.ok &&
        reply.error.code === "expression-invalid" &&
        reply.error.detail["filter"] === filter;
      // The note below says why.
      if (isRefused) return;
    }
    changeLens(
      draft.text !== "" && draft.filter !== filter
        ? withFilter(wanted, draft.filter, "")
        : wanted,
    );
    close();
  };
  return (
    <form
      className="lens__row lens__form"
      data-testid="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        void apply();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <Select
        label={t("lens.kind")}
        hideLabel
        value={filter}
        options={filterNames.map((value) => ({
          value,
          title: t(`lens.filter.${value}`),
        }))}
        onChange={setFilter}
      />
      <input
        ref={field}
        className="input mono lens__input"
        aria-label={t("lens.expression")}
        aria-invalid={isOwnFault}
        aria-describedby="lens-form-note"
        placeholder={t(`lens.filter.${filter}.example`)}
        value={text}
        maxLength={longestFilter}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        type="submit"
        tone="primary"
        disabled={isOwnFault && tried.filters[filter] === text}
      >
        {t("lens.apply")}
      </Button>
      <Button tone="quiet" onClick={close}>
        {t("ui.cancel")}
      </Button>
      <span id="lens-form-note" className="lens__note" role="status">
        {isOwnFault ? (
          <span className="lens__error" data-testid="filter-error">
            <strong>{t("failure.expression-invalid")}</strong>{" "}
            <FailureFact
              error={{
                code: "expression-invalid",
                message: effect.invalid?.message ?? "",
              }}
            />{" "}
            <span className="muted">
              {adviceFor({ code: "expression-invalid" }, t)}
            </span>
          </span>
        ) : text === "" ? (
          <span className="muted">{t(`lens.filter.${filter}.hint`)}</span>
        ) : isUnmatched ? (
          <span className="lens__warning">{t("lens.unmatched")}</span>
        ) : null}
      </span>
      {isOwnFault || text === "" ? null : (
        <LensEffectFact
          effect={effect.value}
          isOfBoth={subject.kind !== "single"}
        />
      )}
    </form>
  );
}
