// What stands between a panel's toolbar and its content: progress with cancel while reading, the failure where nothing
// could be read, the failure above what was read before. What is there stays visible and usable while more is read.

import type { ReactElement, ReactNode } from "react";
import type { Loaded } from "../state/use-reply.ts";
import { useMessage } from "../state/use-message.ts";
import { Button } from "./button.tsx";
import { EmptyState } from "./empty-state.tsx";
import { ErrorState, InlineError } from "./error-state.tsx";
import { Progress } from "./progress.tsx";
import { useDelayed } from "./use-delayed.ts";
import "./profile-parts.css";

export interface ReadStateProps {
  /** In the order in which they depend on each other. */
  readonly reads: readonly Loaded<unknown>[];
  readonly loading: string;
  readonly cancelled?: boolean;
  readonly onCancel?: () => void;
  /** Null while there is nothing to show. */
  readonly children: ReactNode;
}

/** Below this, a progress bar would only flicker. */
const quietMs = 150;

export function ReadState({
  reads,
  loading,
  cancelled = false,
  onCancel,
  children,
}: ReadStateProps): ReactElement {
  const t = useMessage();
  const isLoading = useDelayed(
    reads.some((read) => read.status === "loading"),
    quietMs,
  );
  const failed = reads.find((read) => read.status === "failed");
  const hasContent = children !== null;
  return (
    <>
      {isLoading ? (
        <div className="panel__progress">
          <Progress
            label={loading}
            {...(onCancel === undefined ? {} : { onCancel })}
          />
        </div>
      ) : null}
      {failed?.error != null && hasContent ? (
        <InlineError error={failed.error} onRetry={failed.retry} />
      ) : null}
      <div className="panel__body">
        {failed?.error != null && !hasContent ? (
          <ErrorState error={failed.error} onRetry={failed.retry} />
        ) : cancelled ? (
          <EmptyState
            title={t("profile.cancelled.title")}
            text={t("profile.cancelled.text")}
          >
            <Button
              icon="retry"
              onClick={() => reads.forEach((read) => read.retry())}
            >
              {t("ui.retry")}
            </Button>
          </EmptyState>
        ) : (
          children
        )}
      </div>
    </>
  );
}
