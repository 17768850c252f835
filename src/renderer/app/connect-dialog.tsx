// Connecting to a Go process: a URL, perhaps a PID, and what went wrong right below.

import { useEffect, useRef, useState, type ReactElement } from "react";
import { message } from "../../core/messages/message.ts";
import { trivet } from "../bridge.ts";
import { runTask } from "../state/progress-store.ts";
import type { ErrorFact } from "../state/toast-store.ts";
import { useMessage } from "../state/use-message.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { InlineError } from "../ui/error-state.tsx";
import { Checkbox, TextField } from "../ui/fields.tsx";
import { Progress } from "../ui/progress.tsx";
import { checkConnect, completeUrl } from "./connect-model.ts";
import { closeDialog } from "./dialog-store.ts";

interface Failure {
  readonly field: "url" | "pid" | null;
  readonly error: ErrorFact;
}

export function ConnectDialog(): ReactElement {
  const t = useMessage();
  const [url, setUrl] = useState("http://127.0.0.1:6060/debug/pprof");
  const [pid, setPid] = useState("");
  const [isProduction, setProduction] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);

  const connect = async (): Promise<void> => {
    const check = checkConnect(url, pid);
    if (!check.ok) {
      setFailure(check);
      return;
    }
    setFailure(null);
    setBusy(true);
    const own = new AbortController();
    controller.current = own;
    const reply = await runTask(message("task.connect"), (signal) => {
      signal.addEventListener("abort", () => own.abort());
      return trivet.target.connect(
        { ...check.input, isProduction },
        { signal: own.signal },
      );
    });
    controller.current = null;
    setBusy(false);
    if (reply.ok) closeDialog();
    else if (reply.error.code !== "cancelled")
      setFailure({ field: null, error: reply.error });
  };

  const complete = completeUrl(url);
  return (
    <Dialog
      title={t("connect.title")}
      testId="connect-dialog"
      onClose={closeDialog}
      onSubmit={() => void connect()}
      footer={
        <>
          {/* One button: first it ends the attempt, then it closes. */}
          <Button
            onClick={() =>
              isBusy ? controller.current?.abort() : closeDialog()
            }
          >
            {t("ui.cancel")}
          </Button>
          <Button
            tone="primary"
            type="submit"
            disabled={isBusy}
            data-testid="connect-submit"
          >
            {t("connect.submit")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("connect.url")}
        name="url"
        value={url}
        onChange={setUrl}
        inputMode="url"
        mono
        isInvalid={failure?.field === "url"}
        hint={
          complete === url.trim() || complete === ""
            ? t("connect.urlHint")
            : t("connect.urlBecomes", { url: complete })
        }
      />
      <TextField
        label={t("connect.pid")}
        name="pid"
        value={pid}
        onChange={setPid}
        inputMode="numeric"
        mono
        isInvalid={failure?.field === "pid"}
        hint={t("connect.pidHint")}
      />
      <Checkbox
        label={t("gdb.production")}
        checked={isProduction}
        onChange={setProduction}
      />
      {failure === null ? null : <InlineError error={failure.error} />}
      {isBusy ? (
        <Progress label={t("task.connect")} />
      ) : (
        <p className="muted">{t("connect.cost")}</p>
      )}
    </Dialog>
  );
}
