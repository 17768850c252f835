// A failure: the fact, what to try, from the catalogue, and small behind it the code, for a report.

import type { ReactElement } from "react";
import type { ErrorFact } from "../state/toast-store.ts";
import { adviceFor, useMessage } from "../state/use-message.ts";
import { Button } from "./button.tsx";

export interface ErrorStateProps {
  readonly error: ErrorFact;
  readonly onRetry?: () => void;
}

/** Fills a panel. */
export function ErrorState({ error, onRetry }: ErrorStateProps): ReactElement {
  const t = useMessage();
  return (
    <div className="state" role="alert" data-testid="error-state">
      <p className="state__fact">{error.message}</p>
      <p className="state__text">{adviceFor(error, t)}</p>
      <p className="state__code">{error.code}</p>
      {onRetry === undefined ? null : (
        <div className="state__actions">
          <Button icon="retry" onClick={onRetry}>
            {t("ui.retry")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** The same in a line or two, inside a dialog or above stale content. */
export function InlineError({ error, onRetry }: ErrorStateProps): ReactElement {
  const t = useMessage();
  return (
    <div className="inline-error" role="alert" data-testid="inline-error">
      <div>
        <strong>{error.message}</strong>
        <div className="muted">{adviceFor(error, t)}</div>
        <small className="mono muted">{error.code}</small>
      </div>
      {onRetry === undefined ? null : (
        <Button icon="retry" onClick={onRetry}>
          {t("ui.retry")}
        </Button>
      )}
    </div>
  );
}
