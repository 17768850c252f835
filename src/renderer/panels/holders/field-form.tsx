// Names a type and a field, and takes a graph by it: with its price, its progress, and what was wrong right below.

import { useId, useState, type ReactElement } from "react";
import { useProgressStore } from "../../state/progress-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { InlineError } from "../../ui/error-state.tsx";
import { Progress } from "../../ui/progress.tsx";
import type { GraphSource } from "./groups-model.ts";
import { GraphPrice } from "./take-graph-button.tsx";
import { pauseBudget, useGraphPrice } from "./use-graph-price.ts";
import { useGrouping, type Grouping } from "./use-grouping.ts";

/** As the contract takes it. */
const longestField = 1_000;

export function FieldForm({
  source,
  initial,
  suggestions,
  onTaken,
}: {
  readonly source: GraphSource;
  /** The field of the graph that is shown. */
  readonly initial: string;
  readonly suggestions: readonly string[];
  readonly onTaken: (snapshotId: string) => void;
}): ReactElement {
  const t = useMessage();
  const id = useId();
  const [field, setField] = useState(initial);
  const isProcess = source.kind === "process";
  const estimate = useGraphPrice(isProcess ? source.targetId : null);
  const grouping = useGrouping(source, onTaken);
  const price = estimate.value;
  const group = field.trim();
  const isReady =
    group !== "" && !grouping.isBusy && (!isProcess || price !== null);
  return (
    <>
      <form
        className="holders__field"
        data-testid="group-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady)
            grouping.take(group, price === null ? 0 : pauseBudget(price));
        }}
      >
        <label className="field__label" htmlFor={id}>
          {t("holders.groups.field")}
        </label>
        <input
          id={id}
          className="input mono holders__input"
          list={`${id}-types`}
          value={field}
          maxLength={longestField}
          placeholder="main.Session.Tenant"
          spellCheck={false}
          autoComplete="off"
          aria-invalid={grouping.error !== null}
          onChange={(event) => {
            setField(event.target.value);
            grouping.forget();
          }}
        />
        <datalist id={`${id}-types`}>
          {suggestions.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Button
          type="submit"
          disabled={!isReady}
          data-testid="take-grouped-graph"
        >
          {t(isProcess ? "holders.groups.take" : "holders.groups.read")}
        </Button>
        {isProcess ? (
          estimate.error !== null && price === null ? null : (
            <GraphPrice price={price} testId="group-price" />
          )
        ) : (
          <span className="muted ellipsis" title={source.core}>
            {t("holders.groups.core", { core: source.core })}
          </span>
        )}
      </form>
      {estimate.error !== null && price === null ? (
        <InlineError error={estimate.error} onRetry={estimate.retry} />
      ) : null}
      {grouping.isBusy ? <Taking grouping={grouping} /> : null}
      {grouping.error === null ? null : <InlineError error={grouping.error} />}
    </>
  );
}

function Taking({ grouping }: { readonly grouping: Grouping }): ReactElement {
  const t = useMessage();
  const fact = useProgressStore((state) => state.progress[grouping.progressId]);
  return (
    <div className="panel__progress">
      <Progress
        label={t("holders.groups.running")}
        onCancel={grouping.stop}
        {...(fact === undefined ? {} : { done: fact.done, total: fact.total })}
      />
    </div>
  );
}
