// What a tab shows while there is nothing to read, while it is read, and when reading failed.

import type { ReactElement, ReactNode } from "react";
import { controlGdb } from "../../state/gdb-actions.ts";
import { useGdb } from "../../state/gdb-store.ts";
import type { Loaded } from "../../state/use-reply.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ReadState } from "../../ui/read-state.tsx";

export function SideRead({
  reads,
  children,
}: {
  readonly reads: readonly Loaded<unknown>[];
  readonly children: ReactNode;
}): ReactElement {
  const t = useMessage();
  return (
    <div className="gdb__read">
      <ReadState reads={reads} loading={t("gdb.side.reading")}>
        {children}
      </ReadState>
    </div>
  );
}

/** Nothing of a running target can be read in one piece. */
export function SideRunning(): ReactElement {
  const t = useMessage();
  const isRunning = useGdb().status === "running";
  return (
    <EmptyState
      title={t("gdb.side.running.title")}
      text={t("gdb.side.running.text")}
    >
      <Button
        icon="stop"
        disabled={!isRunning}
        onClick={() => void controlGdb("interrupt")}
      >
        {t("gdb.interrupt")}
      </Button>
    </EmptyState>
  );
}
