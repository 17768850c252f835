// Toasts at the lower right. Failures stay until they are read; what was done goes by itself.

import { useEffect, type ReactElement } from "react";
import {
  dismissToast,
  useToastStore,
  type Toast,
} from "../state/toast-store.ts";
import { adviceFor, useMessage } from "../state/use-message.ts";
import { Button, IconButton } from "../ui/button.tsx";

const shownMs = 6000;

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
  useEffect(() => {
    if (toast.tone === "danger") return;
    const timer = window.setTimeout(() => dismissToast(toast.id), shownMs);
    return () => window.clearTimeout(timer);
  }, [toast]);
  const { content, action } = toast;
  return (
    <div className={`toast toast--${toast.tone}`}>
      <div className="toast__text">
        {content.kind === "message" ? (
          t(content.message)
        ) : (
          <>
            <strong className="mono">{content.error.code}</strong>{" "}
            {content.error.message}
            <div className="muted">{adviceFor(content.error.code, t)}</div>
          </>
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
