// Nothing to show yet: says why, and what to do about it.

import type { ReactElement, ReactNode } from "react";

export interface EmptyStateProps {
  readonly title: string;
  readonly text: string;
  /** Buttons that mend it. */
  readonly children?: ReactNode;
}

export function EmptyState({
  title,
  text,
  children,
}: EmptyStateProps): ReactElement {
  return (
    <div className="state" data-testid="empty-state">
      <p className="state__title">{title}</p>
      <p className="state__text">{text}</p>
      {children === undefined ? null : (
        <div className="state__actions">{children}</div>
      )}
    </div>
  );
}
