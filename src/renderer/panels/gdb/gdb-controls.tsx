// The buttons that act on the debugger. What makes no sense in the present state is there but disabled, so that the
// strip does not jump while the state changes.

import type { ReactElement } from "react";
import {
  controlGdb,
  countSpans,
  type GdbActions,
} from "../../state/gdb-actions.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";

export function GdbControls({
  can,
  onAttach,
}: {
  readonly can: GdbActions;
  readonly onAttach: () => void;
}): ReactElement {
  const t = useMessage();
  return (
    <>
      <Button
        tone={can.attach ? "primary" : "plain"}
        disabled={!can.attach}
        data-testid="gdb-attach"
        onClick={onAttach}
      >
        {t("gdb.attach")}
      </Button>
      <Button
        icon="play"
        disabled={!can.resume}
        data-testid="gdb-resume"
        onClick={() => void controlGdb("resume")}
      >
        {t("gdb.resume")}
      </Button>
      <Button
        icon="stop"
        disabled={!can.interrupt}
        data-testid="gdb-interrupt"
        onClick={() => void controlGdb("interrupt")}
      >
        {t("gdb.interrupt")}
      </Button>
      <Button
        icon="close"
        disabled={!can.detach}
        data-testid="gdb-detach"
        onClick={() => void controlGdb("detach")}
      >
        {t("gdb.detach")}
      </Button>
      <Tooltip text={t("gdb.spans.hint")}>
        <Button
          disabled={!can.countSpans}
          data-testid="gdb-spans"
          onClick={() => void countSpans()}
        >
          {t("gdb.spans")}
        </Button>
      </Tooltip>
    </>
  );
}
