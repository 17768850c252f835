// One goroutine by its id through all snapshots that tell ids: there or not, in which state, for how long, and where.

import { useMemo, useState, type ReactElement } from "react";
import type { GoroutineMoment } from "../../../core/investigation/goroutine-history.ts";
import { trivet } from "../../bridge.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { TextField } from "../../ui/fields.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { formatTimeOfDay } from "../../ui/snapshot-title.ts";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { followSummary, goroutineIdOf } from "./follow-model.ts";
import { waitText } from "./goroutines-model.ts";
import { StackFrames } from "./stack-frames.tsx";

const settleMs = 250;

export function GoroutineFollow({
  targetId,
  text,
  onChange,
}: {
  readonly targetId: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}): ReactElement {
  const t = useMessage();
  const goroutine = useSettled(goroutineIdOf(text), settleMs);
  // A new snapshot is a new moment.
  const taken = useSnapshots().length;
  const followed = useCancelableReply(
    useMemo(
      () =>
        goroutine === null
          ? null
          : (signal: AbortSignal) =>
              trivet.goroutines.follow({ targetId, goroutine }, { signal }),
      // eslint-disable-next-line react-hooks/exhaustive-deps -- `taken` is why to read again
      [targetId, goroutine, taken],
    ),
    `${targetId} ${goroutine ?? ""}`,
  );
  return (
    <div className="goroutines__details">
      <TextField
        label={t("goroutines.follow.id")}
        hint={t("goroutines.follow.hint")}
        value={text}
        inputMode="numeric"
        isInvalid={text !== "" && goroutineIdOf(text) === null}
        onChange={onChange}
      />
      {goroutine === null ? null : (
        <ReadState
          reads={[followed]}
          loading={t("goroutines.loading")}
          cancelled={followed.isCancelled}
          onCancel={followed.cancel}
        >
          {followed.value === null ? null : (
            <Moments goroutine={goroutine} moments={followed.value} />
          )}
        </ReadState>
      )}
    </div>
  );
}

function Moments({
  goroutine,
  moments,
}: {
  readonly goroutine: number;
  readonly moments: readonly GoroutineMoment[];
}): ReactElement {
  const t = useMessage();
  const [chosenId, setChosen] = useState<string | null>(null);
  const chosen =
    moments.find((moment) => moment.snapshotId === chosenId) ??
    moments.findLast((moment) => moment.sighting !== null);
  return (
    <>
      <p role="status">
        {t(followSummary(goroutine, moments, formatTimeOfDay))}
      </p>
      <ol className="goroutines__moments" data-testid="goroutine-moments">
        {moments.map((moment) => (
          <li key={moment.snapshotId}>
            <button
              type="button"
              className="goroutines__moment"
              aria-pressed={moment === chosen}
              disabled={moment.sighting === null}
              onClick={() => setChosen(moment.snapshotId)}
            >
              <span>{formatTimeOfDay(moment.atMillis)}</span>
              <span>
                {moment.problem?.message ??
                  moment.sighting?.state ??
                  t("goroutines.follow.absent")}
              </span>
              <span className="number">
                {waitText(moment.sighting?.waitMinutes ?? null)}
              </span>
              <span className="muted">
                {moment.change === null
                  ? ""
                  : t(`goroutines.follow.${moment.change}`)}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {chosen?.sighting == null ? null : (
        <StackFrames
          stack={chosen.sighting.stack}
          args={chosen.sighting.arguments}
        />
      )}
    </>
  );
}
