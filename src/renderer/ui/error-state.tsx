// A failure: what went wrong in a few words, the fact with its code small beside it, for a report, and what to try.

import type { ReactElement } from "react";
import type { ErrorFact } from "../state/toast-store.ts";
import { adviceFor, failureTitle, useMessage } from "../state/use-message.ts";
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
      <p className="state__title">{failureTitle(error, t)}</p>
      <p className="state__fact">
        <FailureFact error={error} />
      </p>
      <p className="state__text">{adviceFor(error, t)}</p>
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
        <strong>{failureTitle(error, t)}</strong>
        <div>
          <FailureFact error={error} />
        </div>
        <div className="muted">{adviceFor(error, t)}</div>
      </div>
      {onRetry === undefined ? null : (
        <Button icon="retry" onClick={onRetry}>
          {t("ui.retry")}
        </Button>
      )}
    </div>
  );
}

/** What is known, and the code, by which a report is understood in any language. */
export function FailureFact({
  error,
}: {
  readonly error: ErrorFact;
}): ReactElement {
  return (
    <>
      <bdi>{error.message}</bdi>{" "}
      <small className="mono muted failure__code">{error.code}</small>
    </>
  );
}
