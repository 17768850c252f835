// Asks before the target is stopped: for how long, on what grounds that is believed, and what happens then.

import { useCallback, useState, type ReactElement } from "react";
import type { WireError } from "../../../contract/define.ts";
import type {
  GdbEstimate,
  TargetState,
} from "../../../core/investigation/live-state.ts";
import { message } from "../../../core/messages/message.ts";
import { trivet } from "../../bridge.ts";
import { runTask } from "../../state/progress-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { InlineError } from "../../ui/error-state.tsx";
import { Checkbox } from "../../ui/fields.tsx";
import { Progress } from "../../ui/progress.tsx";
import { errorFact } from "./gdb-model.ts";

export interface AttachDialogProps {
  readonly target: TargetState;
  readonly size: { readonly columns: number; readonly rows: number };
  readonly onClose: () => void;
  readonly onAttached: () => void;
  readonly onFailed: (error: WireError) => void;
}

export function AttachDialog({
  target,
  size,
  onClose,
  onAttached,
  onFailed,
}: AttachDialogProps): ReactElement {
  const t = useMessage();
  const targetId = target.target.id;
  const [isAttaching, setAttaching] = useState(false);
  /** Null = as the target is marked, also when it is marked while this is open. */
  const [chosen, setReadOnly] = useState<boolean | null>(null);
  const readOnly = chosen ?? target.target.isProduction ?? false;
  const estimate = useReply(
    useCallback(
      (signal: AbortSignal) => trivet.gdb.estimate({ targetId }, { signal }),
      [targetId],
    ),
  );
  const canAttach =
    estimate.value !== null && estimate.value.obstacle === null && !isAttaching;
  const attach = async (): Promise<void> => {
    if (!canAttach) return;
    setAttaching(true);
    const reply = await runTask(message("gdb.attaching"), (signal) =>
      trivet.gdb.attach(
        { targetId, confirmed: true, readOnly, ...size },
        { signal },
      ),
    );
    if (reply.ok) onAttached();
    else if (reply.error.code === "cancelled") onClose();
    else onFailed(reply.error);
  };
  return (
    <Dialog
      title={t("gdb.confirm.title", { target: target.target.label })}
      onClose={onClose}
      onSubmit={() => void attach()}
      testId="gdb-attach-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button
            type="submit"
            tone="primary"
            disabled={!canAttach}
            data-testid="gdb-attach-confirm"
          >
            {t("gdb.confirm.attach")}
          </Button>
        </>
      }
    >
      {estimate.error !== null ? (
        <InlineError error={estimate.error} onRetry={estimate.retry} />
      ) : estimate.value === null ? (
        <Progress label={t("gdb.confirm.reading")} />
      ) : (
        <Price estimate={estimate.value} />
      )}
      <Checkbox
        label={t("gdb.read-only.label")}
        checked={readOnly}
        onChange={setReadOnly}
      />
      <p>{t("gdb.confirm.after")}</p>
      <p className="muted">{t("gdb.confirm.detach")}</p>
      <p className="muted">{t("gdb.confirm.transcript")}</p>
    </Dialog>
  );
}

function Price({ estimate }: { readonly estimate: GdbEstimate }): ReactElement {
  const t = useMessage();
  const { obstacle } = estimate;
  return (
    <>
      <p className="gdb__cost" data-testid="gdb-cost">
        {t("gdb.confirm.stop", { pid: estimate.pid, ms: estimate.stopMs })}
      </p>
      <dl className="gdb__facts">
        <dt>{t("gdb.confirm.basis")}</dt>
        <dd>{t(`gdb.confirm.basis.${estimate.basis}`)}</dd>
        <dt>{t("gdb.confirm.exe")}</dt>
        <dd className="mono">{estimate.exe}</dd>
      </dl>
      {obstacle === null ? null : <InlineError error={errorFact(obstacle)} />}
    </>
  );
}
