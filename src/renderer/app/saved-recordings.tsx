// In the settings: what recordings that are saved still take on the disk, and a way to be rid of it.

import { useEffect, useState, type ReactElement } from "react";
import type { SavedRecordingsFact } from "../../contract/app-contract.ts";
import { message } from "../../core/messages/message.ts";
import { trivet } from "../bridge.ts";
import { reportFailure, toastMessage } from "../state/toast-store.ts";
import { useMessage } from "../state/use-message.ts";
import { Button } from "../ui/button.tsx";

export function SavedRecordings(): ReactElement {
  const t = useMessage();
  const [found, setFound] = useState<SavedRecordingsFact | null>(null);
  const [isCleaning, setCleaning] = useState(false);
  useEffect(() => {
    let isShown = true;
    void trivet.app.savedRecordings({}).then((reply) => {
      const fact = reportFailure(reply);
      if (isShown && fact !== undefined) setFound(fact);
    });
    return () => {
      isShown = false;
    };
  }, []);
  const clean = async (): Promise<void> => {
    setCleaning(true);
    const removed = reportFailure(await trivet.app.removeSavedRecordings({}));
    const left = reportFailure(await trivet.app.savedRecordings({}));
    setCleaning(false);
    if (left !== undefined) setFound(left);
    if (removed !== undefined)
      toastMessage(message("recordings.cleaned", { ...removed }));
  };
  return (
    <section className="saved-recordings" data-testid="saved-recordings">
      <h3>{t("recordings.title")}</h3>
      <p>{found === null ? t("ui.loading") : t(wordFact(found))}</p>
      <p className="muted">{t("recordings.policy")}</p>
      <Button
        disabled={isCleaning || found === null || found.folders === 0}
        onClick={() => void clean()}
      >
        {t("recordings.clean")}
      </Button>
    </section>
  );
}

function wordFact(fact: SavedRecordingsFact): ReturnType<typeof message> {
  if (fact.folders === 0) return message("recordings.none");
  return message(fact.folders === 1 ? "recordings.one" : "recordings.some", {
    ...fact,
  });
}
