// Before gdb was ever attached: what it is for, or why it cannot be attached here.

import type { ReactElement } from "react";
import type { TargetState } from "../../../core/investigation/live-state.ts";
import { useMessage } from "../../state/use-message.ts";
import { EmptyState } from "../../ui/empty-state.tsx";

export function GdbEmpty({
  isLive,
  target,
}: {
  readonly isLive: boolean;
  readonly target: TargetState | null;
}): ReactElement {
  const t = useMessage();
  const title = t("gdb.empty.title");
  if (!isLive && target !== null)
    return (
      <EmptyState
        title={t("gdb.empty.recorded.title")}
        text={t("gdb.empty.recorded.text")}
      />
    );
  if (target === null)
    return <EmptyState title={title} text={t("gdb.empty.no-target")} />;
  if (target.status === "ended")
    return <EmptyState title={title} text={t("gdb.empty.ended")} />;
  if (target.target.pid === null)
    return <EmptyState title={title} text={t("gdb.empty.remote")} />;
  return <EmptyState title={title} text={t("gdb.empty.text")} />;
}
