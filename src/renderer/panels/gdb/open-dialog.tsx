// Opens a core file, or a process behind a gdbserver, in the console.

import { useState, type ReactElement } from "react";
import type { Reply, WireError } from "../../../contract/define.ts";
import type { GdbState } from "../../../core/investigation/live-state.ts";
import { message } from "../../../core/messages/message.ts";
import { trivet } from "../../bridge.ts";
import { runTask } from "../../state/progress-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { InlineError } from "../../ui/error-state.tsx";
import { Checkbox, Select, TextField } from "../../ui/fields.tsx";

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
  const [what, setWhat] = useState<"core" | "remote">("core");
  const [place, setPlace] = useState("");
  const [executable, setExecutable] = useState("");
  const [isReadOnly, setReadOnly] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<WireError | null>(null);
  const isCore = what === "core";
  const canOpen = place.trim() !== "" && !isBusy;

  const open = async (): Promise<void> => {
    if (!canOpen) return;
    setBusy(true);
    setError(null);
    const exe = executable.trim() === "" ? null : executable.trim();
    const reply = await runTask(
      message("gdb.opening"),
      (signal): Promise<Reply<GdbState>> =>
        isCore
          ? trivet.gdb.openCore(
              { core: place.trim(), executable: exe, ...size },
              { signal },
            )
          : trivet.gdb.openRemote(
              {
                address: place.trim(),
                executable: exe,
                confirmed: true,
                readOnly: isReadOnly,
                ...size,
              },
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
      <Select
        label={t("gdb.open.what")}
        value={what}
        options={(["core", "remote"] as const).map((value) => ({
          value,
          title: t(`gdb.open.${value}`),
        }))}
        onChange={setWhat}
      />
      <TextField
        label={t(isCore ? "gdb.open.core.path" : "gdb.open.address")}
        value={place}
        onChange={setPlace}
        hint={t(isCore ? "gdb.open.core.hint" : "gdb.open.address.hint")}
        mono
        name="gdb-place"
      />
      <TextField
        label={t("gdb.open.executable")}
        value={executable}
        onChange={setExecutable}
        hint={t(`gdb.open.executable.${what}`)}
        mono
        name="gdb-executable"
      />
      {isCore ? null : (
        <>
          <Checkbox
            label={t("gdb.read-only.label")}
            checked={isReadOnly}
            onChange={setReadOnly}
          />
          <p className="muted">{t("gdb.open.remote.cost")}</p>
        </>
      )}
      {error === null ? null : <InlineError error={error} />}
    </Dialog>
  );
}
