// Opens a core offline: the file, the program that left it, how far the reading is, and what went wrong right below.

import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type ReactElement,
} from "react";
import { message } from "../../core/messages/message.ts";
import { trivet } from "../bridge.ts";
import { receiveInvestigation } from "../state/connect-stores.ts";
import { runTask, useProgressStore } from "../state/progress-store.ts";
import { reportFailure, type ErrorFact } from "../state/toast-store.ts";
import { useMessage } from "../state/use-message.ts";
import { showPanel } from "../state/view-store.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { InlineError } from "../ui/error-state.tsx";
import { TextField } from "../ui/fields.tsx";
import { Progress } from "../ui/progress.tsx";
import { takeUpOffer, useCoreOffer } from "./core-offers.ts";
import { closeDialog } from "./dialog-store.ts";

export function CoreDialog(): ReactElement {
  const t = useMessage();
  const [core, setCore] = useState("");
  const [executable, setExecutable] = useState("");
  const [error, setError] = useState<ErrorFact | null>(null);
  const { isBusy, open, stop } = useOpening(setError);

  const offered = useCoreOffer((offer) => offer.core);
  useEffect(() => {
    if (offered === null) return;
    const path = takeUpOffer();
    if (path === null) return;
    setCore(path);
    setExecutable("");
    void open(path, "");
  }, [offered, open]);

  const browse = async (what: "core" | "executable"): Promise<void> => {
    const path = reportFailure(await trivet.holders.chooseFile({ what }));
    if (path === undefined || path === null) return;
    setError(null);
    if (what === "core") setCore(path);
    else setExecutable(path);
  };
  const canOpen = core.trim() !== "" && !isBusy;
  return (
    <Dialog
      title={t("core.title")}
      testId="core-dialog"
      onClose={closeDialog}
      onSubmit={() => void (canOpen ? open(core, executable) : null)}
      footer={
        <>
          {/* One button: first it ends the attempt, then it closes. */}
          <Button onClick={() => (isBusy ? stop() : closeDialog())}>
            {t("ui.cancel")}
          </Button>
          <Button
            tone="primary"
            type="submit"
            disabled={!canOpen}
            data-testid="core-submit"
          >
            {t("core.submit")}
          </Button>
        </>
      }
    >
      <PathField
        name="core"
        path={core}
        setPath={setCore}
        browse={isBusy ? null : () => void browse("core")}
      />
      <PathField
        name="executable"
        path={executable}
        setPath={setExecutable}
        browse={isBusy ? null : () => void browse("executable")}
      />
      {error === null ? null : <InlineError error={error} />}
      {isBusy ? <Opening /> : null}
    </Dialog>
  );
}

const pathWords = {
  core: {
    label: "core.path",
    hint: "core.path.hint",
    browse: "core.browse.core",
  },
  executable: {
    label: "core.executable",
    hint: "core.executable.hint",
    browse: "core.browse.executable",
  },
} as const;

/** A path, typed or chosen; `browse` is null while another file cannot be chosen. */
function PathField(props: {
  readonly name: keyof typeof pathWords;
  readonly path: string;
  readonly setPath: (path: string) => void;
  readonly browse: (() => void) | null;
}): ReactElement {
  const t = useMessage();
  const words = pathWords[props.name];
  return (
    <div className="field-row">
      <TextField
        label={t(words.label)}
        name={props.name}
        value={props.path}
        onChange={props.setPath}
        hint={t(words.hint)}
        mono
      />
      <Button
        aria-label={t(words.browse)}
        disabled={props.browse === null}
        onClick={props.browse ?? undefined}
      >
        {t("core.browse")}
      </Button>
    </div>
  );
}

let opened = 0;
const progressIdOf = (attempt: number): string => `open-core-${attempt}`;

function Opening(): ReactElement {
  const t = useMessage();
  const fact = useProgressStore(
    (state) => state.progress[progressIdOf(opened)],
  );
  return (
    <Progress
      label={t("core.opening")}
      {...(fact === undefined ? {} : { done: fact.done, total: fact.total })}
    />
  );
}

/** One attempt at a time; leaving the dialog ends it. */
function useOpening(onError: (error: ErrorFact | null) => void): {
  readonly isBusy: boolean;
  readonly open: (core: string, executable: string) => Promise<void>;
  readonly stop: () => void;
} {
  const [isBusy, setBusy] = useState(false);
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);
  const stop = useCallback(() => controller.current?.abort(), []);
  const open = useCallback(
    async (core: string, executable: string): Promise<void> => {
      controller.current?.abort();
      const own = new AbortController();
      controller.current = own;
      onError(null);
      setBusy(true);
      const progressId = progressIdOf(++opened);
      const reply = await runTask(message("core.opening"), (signal) => {
        signal.addEventListener("abort", () => own.abort());
        return trivet.holders.openCore(
          {
            core: core.trim(),
            executable: executable.trim() === "" ? null : executable.trim(),
            group: null,
            progressId,
          },
          { signal: own.signal },
        );
      });
      // Another core was offered meanwhile: the dialog is about that one.
      if (controller.current !== own) return;
      controller.current = null;
      setBusy(false);
      if (!reply.ok) {
        if (reply.error.code !== "cancelled") onError(reply.error);
        return;
      }
      const state = await trivet.investigation.state({});
      if (state.ok) receiveInvestigation(state.value);
      closeDialog();
      showPanel("holders");
    },
    [onError],
  );
  return { isBusy, open, stop };
}
