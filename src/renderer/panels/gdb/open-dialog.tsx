// Opens a core file in the console.

import { useState, type ReactElement } from "react";
import type { WireError } from "../../../contract/define.ts";
import { message } from "../../../core/messages/message.ts";
import { trivet } from "../../bridge.ts";
import { runTask } from "../../state/progress-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { InlineError } from "../../ui/error-state.tsx";
import { TextField } from "../../ui/fields.tsx";

export function OpenDialog({
  size,
  onClose,
  onOpened,
}: {
  readonly size: { readonly columns: number; readonly rows: number };
  readonly onClose: () => void;
  readonly onOpened: () => void;
}): ReactElement {
  const t = useMessage();
  const [core, setCore] = useState("");
  const [executable, setExecutable] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<WireError | null>(null);
  const canOpen = core.trim() !== "" && !isBusy;

  const open = async (): Promise<void> => {
    if (!canOpen) return;
    setBusy(true);
    setError(null);
    const exe = executable.trim() === "" ? null : executable.trim();
    const reply = await runTask(message("gdb.opening"), (signal) =>
      trivet.gdb.openCore(
        { core: core.trim(), executable: exe, ...size },
        { signal },
      ),
    );
    setBusy(false);
    if (reply.ok) onOpened();
    else if (reply.error.code !== "cancelled") setError(reply.error);
  };

  return (
    <Dialog
      title={t("gdb.open.title")}
      onClose={onClose}
      onSubmit={() => void open()}
      testId="gdb-open-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button
            type="submit"
            tone="primary"
            disabled={!canOpen}
            data-testid="gdb-open-submit"
          >
            {t("gdb.open.submit")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("gdb.open.core.path")}
        value={core}
        onChange={setCore}
        hint={t("gdb.open.core.hint")}
        mono
        name="gdb-core"
      />
      <TextField
        label={t("gdb.open.executable")}
        value={executable}
        onChange={setExecutable}
        hint={t("gdb.open.executable.core")}
        mono
        name="gdb-executable"
      />
      {error === null ? null : <InlineError error={error} />}
    </Dialog>
  );
}
