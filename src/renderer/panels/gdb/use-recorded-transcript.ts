// Fills the terminal with what the investigation has recorded: all there is for an archive, the past for a live one
// whose window was opened anew.

import { useEffect, useState } from "react";
import type { WireError } from "../../../contract/define.ts";
import { trivet } from "../../bridge.ts";
import { useInvestigation } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { formatTimeOfDay } from "../../ui/snapshot-title.ts";
import { transcriptText } from "./gdb-model.ts";
import { currentTerminal } from "./use-terminal.ts";

export interface RecordedTranscript {
  readonly status: "loading" | "ready" | "failed";
  readonly isEmpty: boolean;
  readonly error: WireError | null;
}

/** The investigation whose transcript the terminal holds: it is read once, then live output continues it. */
let shownId: string | null = null;
let shownIsEmpty = true;

export function useRecordedTranscript(): RecordedTranscript {
  const t = useMessage();
  const id = useInvestigation((investigation) => investigation.id) ?? null;
  const [state, setState] = useState<RecordedTranscript>({
    status: shownId === id ? "ready" : "loading",
    isEmpty: shownIsEmpty,
    error: null,
  });
  useEffect(() => {
    if (shownId === id) {
      setState({ status: "ready", isEmpty: shownIsEmpty, error: null });
      return;
    }
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      const reply = await trivet.investigation.readTranscript(
        {},
        { signal: controller.signal },
      );
      if (controller.signal.aborted) return;
      if (!reply.ok) {
        setState({ status: "failed", isEmpty: true, error: reply.error });
        return;
      }
      shownId = id;
      shownIsEmpty = reply.value.length === 0;
      currentTerminal()?.show(
        transcriptText(reply.value, (session, startedAtMillis) =>
          t("gdb.session", { session, time: formatTimeOfDay(startedAtMillis) }),
        ),
      );
      setState({ status: "ready", isEmpty: shownIsEmpty, error: null });
    };
    void read();
    return () => controller.abort();
    // Words of a session's head are of the language it was read in; switching the language does not read it again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id]);
  return state;
}

/** From now on there is something to read, even after detaching. */
export function markTranscriptUsed(): void {
  shownIsEmpty = false;
}
