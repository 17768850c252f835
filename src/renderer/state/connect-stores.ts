// Fills the stores from main: first what is there, then what changes. Called once, when the window starts.

import type { InvestigationState } from "../../contract/investigation-contract.ts";
import { message } from "../../core/messages/message.ts";
import type { TrivetClient } from "../bridge.ts";
import { runCommand } from "./command-store.ts";
import { receiveGdb } from "./gdb-store.ts";
import {
  currentInvestigation,
  useInvestigationStore,
} from "./investigation-store.ts";
import { forgetNoteMoment } from "./note-draft.ts";
import { receiveProgress } from "./progress-store.ts";
import { forgetSeries, receiveAppended } from "./series-store.ts";
import { receiveAppInfo } from "./settings-store.ts";
import { dismissFailures, reportFailure, toastMessage } from "./toast-store.ts";
import { receiveTrace } from "./trace-store.ts";
import { useVerdictStore } from "./verdict-store.ts";
import { restoreView } from "./view-store.ts";

const closedIds = new Set<string>();

/**
 * Another investigation brings its view along, and nothing that was read of the one before is kept; a change of the
 * open one leaves both alone. What components keep goes with them: the frame mounts them anew for each id.
 */
export function receiveInvestigation(
  investigation: InvestigationState | null,
): void {
  const before = useInvestigationStore.getState().investigation;
  if (investigation === null) closedIds.clear();
  // Its last news may come after the next one was opened; an id never comes back.
  else if (closedIds.has(investigation.id)) return;
  const isAnother = investigation?.id !== before?.id;
  if (isAnother) {
    if (investigation !== null && before !== null) closedIds.add(before.id);
    forgetSeries();
    forgetNoteMoment();
    dismissFailures();
    // Before the investigation: nothing is drawn with the zoom or the picks of another one.
    if (investigation !== null) restoreView(investigation.view);
    if (investigation?.isRecovered === true)
      toastMessage(
        message("recent.recovered", { path: investigation.path }),
        undefined,
        "warning",
      );
  }
  useInvestigationStore.setState({ investigation, loaded: true });
}

/** News of samples; those of an investigation that is not open any more are dropped. */
export function receiveSamples(news: {
  readonly investigationId: string;
  readonly targetId: string;
  readonly untilMillis: number;
}): void {
  if (news.investigationId !== currentInvestigation()?.id) return;
  receiveAppended(news.targetId, news.untilMillis);
}

/** Subscribes and reads; answers the disposer. */
export function connectStores(client: TrivetClient): () => void {
  const controller = new AbortController();
  const options = { signal: controller.signal };
  const disposers = [
    client.investigation.onChanged(receiveInvestigation),
    client.series.onAppended(receiveSamples),
    client.gdb.onChanged(receiveGdb),
    client.trace.onChanged(receiveTrace),
    client.verdict.onChanged((report) =>
      useVerdictStore.setState({ report, error: null }),
    ),
    client.app.onProgress(receiveProgress),
    client.app.onCommand(({ id }) => void runCommand(id)),
  ];

  const readAll = async (): Promise<void> => {
    // All are asked at once: none has to wait until another one is answered.
    const asked = {
      info: client.app.info({}, options),
      state: client.investigation.state({}, options),
      gdb: client.gdb.state({}, options),
      verdict: client.verdict.read({}, options),
    };
    const info = reportFailure(await asked.info);
    if (info !== undefined) receiveAppInfo(info);
    const state = reportFailure(await asked.state);
    if (controller.signal.aborted) return;
    receiveInvestigation(state ?? null);
    const gdb = await asked.gdb;
    if (gdb.ok) receiveGdb(gdb.value);
    const verdict = await asked.verdict;
    if (verdict.ok)
      useVerdictStore.setState({ report: verdict.value, error: null });
    else if (verdict.error.code !== "cancelled")
      useVerdictStore.setState({ error: verdict.error });
  };
  void readAll();

  return () => {
    controller.abort();
    for (const dispose of disposers) dispose();
  };
}
