// Toasts at the lower right. They go by themselves, failures later, and none while it is pointed at or has the focus.

import { useEffect, useState, type ReactElement } from "react";
import {
  dismissToast,
  useToastStore,
  type ErrorFact,
  type Toast,
} from "../state/toast-store.ts";
import { adviceFor, failureTitle, useMessage } from "../state/use-message.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { FailureFact } from "../ui/error-state.tsx";
import { fileOfFailure } from "./toast-file.ts";

const shownMs = 6000;
const failureShownMs = 12_000;

export function Toasts(): ReactElement {
  const t = useMessage();
  const toasts = useToastStore((state) => state.toasts);
  return (
    <div
      className="toasts"
      role="region"
      aria-label={t("app.messages")}
      aria-live="polite"
      data-testid="toasts"
    >
      {toasts.map((toast) => (
        <ToastView key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastView({ toast }: { readonly toast: Toast }): ReactElement {
  const t = useMessage();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = window.setTimeout(
      () => dismissToast(toast.id),
      toast.tone === "danger" ? failureShownMs : shownMs,
    );
    return () => window.clearTimeout(timer);
  }, [toast, isHeld]);
  const { content, action } = toast;
  return (
    <div
      className={`toast toast--${toast.tone}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className="toast__text">
        {content.kind === "message" ? (
          t(content.message)
        ) : (
          <Failure error={content.error} />
        )}
        {action === undefined ? null : (
          <Button
            tone="quiet"
            onClick={() => {
              dismissToast(toast.id);
              action.run();
            }}
          >
            {t(action.label)}
          </Button>
        )}
      </div>
      <IconButton
        icon="close"
        label={t("ui.close")}
        onClick={() => dismissToast(toast.id)}
      />
    </div>
  );
}

function Failure({ error }: { readonly error: ErrorFact }): ReactElement {
  const t = useMessage();
  const file = fileOfFailure(error);
  return (
    <>
      {file === null ? null : (
        <div className="mono" title={file.path}>
          <bdi>{file.name}</bdi>
        </div>
      )}
      <strong>{failureTitle(error, t)}</strong>
      <div>
        <FailureFact error={error} />
      </div>
      <div className="muted">{adviceFor(error, t)}</div>
    </>
  );
}
