// All that the snapshot tells of one group or goroutine.

import { useMemo, type ReactElement } from "react";
import type { GoroutineDetails } from "../../../core/goroutines/browser-views.ts";
import { formatCount } from "../../../core/format/quantity.ts";
import { message } from "../../../core/messages/message.ts";
import { trivet } from "../../bridge.ts";
import { reportFailure, toastMessage } from "../../state/toast-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction } from "../../state/view-store.ts";
import { Button } from "../../ui/button.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { CreationChain } from "./creation-chain.tsx";
import { stackAsText, waitTitle } from "./goroutines-model.ts";
import type { BrowsedSubject } from "./browsed-subject.ts";
import { StackFrames } from "./stack-frames.tsx";

export function GoroutineDetailsView({
  subject,
  path,
  onFollow,
}: {
  readonly subject: BrowsedSubject;
  readonly path: readonly string[];
  readonly onFollow: (id: number) => void;
}): ReactElement {
  const t = useMessage();
  const described = useCancelableReply(
    useMemo(
      () => (signal: AbortSignal) =>
        trivet.goroutines.describe({ ...subject, path: [...path] }, { signal }),
      [subject, path],
    ),
    JSON.stringify([subject.snapshotId, path]),
  );
  const details = described.value;
  return (
    <ReadState
      reads={[described]}
      loading={t("goroutines.loading")}
      cancelled={described.isCancelled}
      onCancel={described.cancel}
    >
      {details === null ? (
        described.status === "ready" ? (
          <p className="muted">{t("goroutines.nowhere")}</p>
        ) : null
      ) : (
        <Facts details={details} onFollow={onFollow} />
      )}
    </ReadState>
  );
}

function Facts({
  details,
  onFollow,
}: {
  readonly details: GoroutineDetails;
  readonly onFollow: (id: number) => void;
}): ReactElement {
  const t = useMessage();
  const { states, waits, creators, labels, ids, idCount, stacks } = details;
  const copy = async (): Promise<void> => {
    const text = stackAsText(details.stack, details);
    const copied = reportFailure(await trivet.app.copyText({ text }));
    if (copied !== undefined) toastMessage(message("goroutines.copied"));
  };
  return (
    <div className="goroutines__details">
      {details.count === 0 ? <p>{t("goroutines.gone")}</p> : null}
      <section>
        <div className="goroutines__stack-head">
          <h2>{t("goroutines.frames")}</h2>
          <Button icon="copy" tone="quiet" onClick={() => void copy()}>
            {t("goroutines.copy")}
          </Button>
        </div>
        {stacks > 1 ? (
          <p className="muted">
            {t("goroutines.stacks", {
              count: stacks,
              share: details.stackCount,
            })}
          </p>
        ) : null}
        <StackFrames stack={details.stack} args={details.arguments} />
      </section>
      <Counted
        title={t("goroutines.states")}
        rows={states.map(({ text, count }) => [text, count])}
      />
      <Counted
        title={t("goroutines.waits")}
        rows={waits.map(({ from, count }) => [t(waitTitle(from)), count])}
      />
      <Counted
        title={t("goroutines.creators")}
        rows={creators.map(({ frame, count }) => [
          frame?.function ?? t("goroutines.no-creator"),
          count,
        ])}
        onSelect={(name) => selectFunction(name)}
      />
      {labels.map(({ key, values, others }) => (
        <Counted
          key={key}
          title={t("goroutines.by.label", { key })}
          rows={values.map(({ text, count }) => [text, count])}
          note={
            others === 0 ? "" : t("goroutines.values.more", { count: others })
          }
        />
      ))}
      {details.chainOf === null || details.chain.length === 0 ? null : (
        <CreationChain of={details.chainOf} chain={details.chain} />
      )}
      {ids.length === 0 ? null : (
        <section>
          <h2>{t("goroutines.ids")}</h2>
          <p className="goroutines__ids">
            {ids.map((id) => (
              <button
                key={id}
                type="button"
                className="goroutines__id"
                title={`${t("goroutines.follow")}: ${id}`}
                onClick={() => onFollow(id)}
              >
                {id}
              </button>
            ))}
            {idCount > ids.length ? (
              <span className="muted">
                {t("goroutines.ids.more", { count: idCount - ids.length })}
              </span>
            ) : null}
          </p>
        </section>
      )}
    </div>
  );
}

function Counted({
  title,
  rows,
  note = "",
  onSelect,
}: {
  readonly title: string;
  readonly rows: readonly (readonly [string, number])[];
  readonly note?: string;
  readonly onSelect?: (text: string) => void;
}): ReactElement | null {
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul className="goroutines__counts">
        {rows.map(([text, count]) => (
          <li key={text}>
            <span className="number">{formatCount(count)}</span>
            {onSelect === undefined ? (
              <span className="goroutines__value">{text}</span>
            ) : (
              <button
                type="button"
                className="goroutines__value goroutines__link mono"
                onClick={() => onSelect(text)}
              >
                {text}
              </button>
            )}
          </li>
        ))}
      </ul>
      {note === "" ? null : <p className="muted">{note}</p>}
    </section>
  );
}
