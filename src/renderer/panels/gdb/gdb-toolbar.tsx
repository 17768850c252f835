// The strip above the console: what the debugger does to the target, and what can be done with it.

import type { ReactElement } from "react";
import { useGdbActions } from "../../state/gdb-actions.ts";
import { useGdb } from "../../state/gdb-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { Toolbar, ToolbarSpace } from "../../ui/toolbar.tsx";
import { GdbControls } from "./gdb-controls.tsx";
import { GdbSearch } from "./gdb-search.tsx";
import { GdbStateBadge } from "./gdb-state-badge.tsx";
import { useSide } from "./side-store.ts";

export function GdbToolbar({
  isLive,
  hasText,
  onAttach,
  onOpen,
}: {
  readonly isLive: boolean;
  /** The console has something to read. */
  readonly hasText: boolean;
  readonly onAttach: () => void;
  readonly onOpen: () => void;
}): ReactElement {
  const t = useMessage();
  const gdb = useGdb();
  const can = useGdbActions();
  const isSideShown = useSide((side) => side.isShown);
  return (
    <Toolbar label={t("gdb.actions")}>
      <GdbStateBadge gdb={gdb} isRecorded={!isLive && hasText} />
      {isLive ? <GdbControls can={can} onAttach={onAttach} /> : null}
      {isLive && gdb.status === "detached" ? (
        <Button data-testid="gdb-open" onClick={onOpen}>
          {t("gdb.open")}
        </Button>
      ) : null}
      <ToolbarSpace />
      {can.type ? (
        <Button
          tone="quiet"
          aria-pressed={isSideShown}
          data-testid="gdb-side-toggle"
          onClick={() => useSide.setState({ isShown: !isSideShown })}
        >
          {t(isSideShown ? "gdb.side.hide" : "gdb.side.show")}
        </Button>
      ) : null}
      {hasText ? <GdbSearch /> : null}
    </Toolbar>
  );
}
