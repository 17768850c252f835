// No snapshot yet: teaches what one is and offers to take it, with its price; says why where none can be taken.

import type { ReactElement, ReactNode } from "react";
import type { MessageId } from "../../core/messages/en/index.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../state/investigation-store.ts";
import { useMessage } from "../state/use-message.ts";
import { EmptyState } from "./empty-state.tsx";
import "./profile-parts.css";

export interface ProfileEmptyStateProps {
  readonly title: MessageId;
  /** What a snapshot of this kind is. */
  readonly text: MessageId;
  /** For a saved investigation, where nothing can be taken any more. */
  readonly archiveText: MessageId;
  /** The buttons, for a target that can be asked. */
  readonly children: (targetId: string) => ReactNode;
}

export function ProfileEmptyState({
  title,
  text,
  archiveText,
  children,
}: ProfileEmptyStateProps): ReactElement {
  const t = useMessage();
  const kind = useInvestigation((investigation) => investigation.kind);
  const target = usePrimaryTarget();
  if (kind === "archive" || kind === "sample")
    return <EmptyState title={t(title)} text={t(archiveText)} />;
  if (target === null || target.status === "ended")
    return <EmptyState title={t(title)} text={t("profile.empty.no-target")} />;
  return (
    <EmptyState title={t(title)} text={t(text)}>
      {children(target.target.id)}
    </EmptyState>
  );
}
