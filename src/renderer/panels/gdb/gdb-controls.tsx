// The buttons that act on the debugger. What makes no sense in the present state is there but disabled, so that the
// strip does not jump while the state changes.

import type { ReactElement } from "react";
import { message } from "../../../core/messages/message.ts";
import { trivet } from "../../bridge.ts";
import { runTask } from "../../state/progress-store.ts";
import { reportFailure, toastMessage } from "../../state/toast-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import type { GdbActions } from "./gdb-model.ts";

const control = (what: "resume" | "interrupt" | "detach"): void =>
  void trivet.gdb[what]({}).then(reportFailure);

async function takeSpans(): Promise<void> {
  const snapshot = reportFailure(
    await runTask(message("gdb.spans.running"), (signal) =>
      trivet.gdb.takeSpans({}, { signal }),
    ),
  );
  if (snapshot !== undefined)
    toastMessage(message("gdb.spans.done", { id: snapshot.id }));
}

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
        onClick={() => control("resume")}
      >
        {t("gdb.resume")}
      </Button>
      <Button
        icon="stop"
        disabled={!can.interrupt}
        data-testid="gdb-interrupt"
        onClick={() => control("interrupt")}
      >
        {t("gdb.interrupt")}
      </Button>
      <Button
        icon="close"
        disabled={!can.detach}
        data-testid="gdb-detach"
        onClick={() => control("detach")}
      >
        {t("gdb.detach")}
      </Button>
      <Tooltip text={t("gdb.spans.hint")}>
        <Button
          disabled={!can.countSpans}
          data-testid="gdb-spans"
          onClick={() => void takeSpans()}
        >
          {t("gdb.spans")}
        </Button>
      </Tooltip>
    </>
  );
}
