// The mappings from paths of building machines to folders here: shown, added, removed, kept by main.

import {
  useCallback,
  useState,
  type FormEvent,
  type ReactElement,
} from "react";
import {
  isAbsolute,
  type PathMapping,
} from "../../../core/pprof/source-paths.ts";
import { trivet } from "../../bridge.ts";
import { reportFailure } from "../../state/toast-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { InlineError } from "../../ui/error-state.tsx";
import { TextField } from "../../ui/fields.tsx";

export function PathMappings({
  suggestedFrom,
  onSaved,
  onClose,
}: {
  /** The folder of a file that was not found; "" = none is looked for. */
  readonly suggestedFrom: string;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}): ReactElement {
  const t = useMessage();
  const loaded = useReply(
    useCallback(
      (signal: AbortSignal) => trivet.source.mappings({}, { signal }),
      [],
    ),
  );
  const [saved, setSaved] = useState<readonly PathMapping[] | null>(null);
  const mappings = saved ?? loaded.value ?? [];
  const save = async (wanted: readonly PathMapping[]): Promise<boolean> => {
    const kept = reportFailure(
      await trivet.source.saveMappings({ mappings: [...wanted] }),
    );
    if (kept === undefined) return false;
    setSaved(kept);
    onSaved();
    return true;
  };
  return (
    <Dialog
      title={t("source.mappings.title")}
      onClose={onClose}
      isWide
      testId="path-mappings"
    >
      <p>{t("source.missing.how")}</p>
      {loaded.error === null ? null : (
        <InlineError error={loaded.error} onRetry={loaded.retry} />
      )}
      {mappings.length === 0 ? (
        <p className="source__place">{t("source.mappings.none")}</p>
      ) : (
        <ul className="mappings__list">
          {mappings.map((mapping) => (
            <li key={mapping.from}>
              <span className="mono">
                {mapping.from} → {mapping.to}
              </span>
              <IconButton
                icon="trash"
                label={t("source.mappings.remove", { from: mapping.from })}
                onClick={() =>
                  void save(mappings.filter((other) => other !== mapping))
                }
              />
            </li>
          ))}
        </ul>
      )}
      <NewMapping
        suggestedFrom={suggestedFrom}
        onAdd={(added) =>
          save([...mappings.filter(({ from }) => from !== added.from), added])
        }
      />
      <p className="source__place">{t("source.mappings.saved")}</p>
    </Dialog>
  );
}

function NewMapping({
  suggestedFrom,
  onAdd,
}: {
  readonly suggestedFrom: string;
  readonly onAdd: (mapping: PathMapping) => Promise<boolean>;
}): ReactElement {
  const t = useMessage();
  const [from, setFrom] = useState(suggestedFrom);
  const [to, setTo] = useState("");
  const isComplete = from.trim() !== "" && isAbsolute(to.trim());
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isComplete) return;
    void onAdd({ from: from.trim(), to: to.trim() }).then((isKept) => {
      if (!isKept) return;
      setFrom("");
      setTo("");
    });
  };
  return (
    <form className="mappings__form" onSubmit={onSubmit}>
      <TextField
        label={t("source.mappings.from")}
        name="from"
        value={from}
        onChange={setFrom}
        mono
      />
      <TextField
        label={t("source.mappings.to")}
        name="to"
        value={to}
        onChange={setTo}
        hint={t("source.mappings.to.hint")}
        isInvalid={to.trim() !== "" && !isAbsolute(to.trim())}
        mono
      />
      <Button type="submit" tone="primary" disabled={!isComplete}>
        {t("source.mappings.add")}
      </Button>
    </form>
  );
}
