// Fills the terminal with what the investigation has recorded: all there is for an archive, the past for a live one
// whose window was opened anew.

import { useEffect, useState } from "react";
import { create } from "zustand";
import type { WireError } from "../../../contract/define.ts";
import { trivet } from "../../bridge.ts";
import {
  currentInvestigation,
  useInvestigation,
} from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { formatTimeOfDay } from "../../ui/snapshot-title.ts";
import { transcriptText } from "./gdb-model.ts";
import { currentTerminal } from "./use-terminal.ts";

export interface RecordedTranscript {
  readonly status: "loading" | "ready" | "failed";
  readonly isEmpty: boolean;
  readonly error: WireError | null;
}

interface TranscriptStore {
  /** The investigation whose transcript the terminal holds: it is read once, then live output continues it. */
  readonly shownId: string | null;
  /** The investigation in which gdb has written something since: there is something to read even after detaching. */
  readonly usedId: string | null;
  readonly isEmpty: boolean;
}

export const useTranscriptStore = create<TranscriptStore>(() => ({
  shownId: null,
  usedId: null,
  isEmpty: true,
}));

export function useRecordedTranscript(): RecordedTranscript {
  const t = useMessage();
  const id = useInvestigation((investigation) => investigation.id) ?? null;
  const stored = useTranscriptStore();
  const [error, setError] = useState<WireError | null>(null);
  useEffect(() => {
    if (useTranscriptStore.getState().shownId === id) return;
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      const reply = await trivet.investigation.readTranscript(
        {},
        { signal: controller.signal },
      );
      if (controller.signal.aborted) return;
      if (!reply.ok) {
        setError(reply.error);
        return;
      }
      currentTerminal()?.show(
        transcriptText(reply.value, (session, startedAtMillis) =>
          t("gdb.session", { session, time: formatTimeOfDay(startedAtMillis) }),
        ),
      );
      useTranscriptStore.setState({
        shownId: id,
        isEmpty: reply.value.length === 0,
      });
    };
    setError(null);
    void read();
    return () => controller.abort();
    // Words of a session's head are of the language it was read in; switching the language does not read it again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id]);
  const isShown = stored.shownId === id;
  return {
    status: isShown ? "ready" : error === null ? "loading" : "failed",
    isEmpty: stored.usedId !== id && (!isShown || stored.isEmpty),
    error,
  };
}

/** From now on there is something to read in the open investigation, even after detaching. */
export function markTranscriptUsed(): void {
  useTranscriptStore.setState({
    usedId: currentInvestigation()?.id ?? null,
  });
}
