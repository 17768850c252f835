// Fills the stores from main: first what is there, then what changes. Called once, when the window starts.

import type { InvestigationState } from "../../contract/contract.ts";
import type { TrivetClient } from "../bridge.ts";
import { runCommand } from "./command-store.ts";
import { useGdbStore } from "./gdb-store.ts";
import { useInvestigationStore } from "./investigation-store.ts";
import { receiveProgress } from "./progress-store.ts";
import { receiveAppended } from "./series-store.ts";
import { receiveAppInfo } from "./settings-store.ts";
import { reportFailure } from "./toast-store.ts";
import { useVerdictStore } from "./verdict-store.ts";
import { restoreView } from "./view-store.ts";

/** Another investigation brings its view along; a change of the open one leaves the view alone. */
export function receiveInvestigation(
  investigation: InvestigationState | null,
): void {
  const before = useInvestigationStore.getState().investigation;
  useInvestigationStore.setState({ investigation, loaded: true });
  if (investigation !== null && investigation.id !== before?.id)
    restoreView(investigation.view);
}

/** Subscribes and reads; answers the disposer. */
export function connectStores(client: TrivetClient): () => void {
  const controller = new AbortController();
  const options = { signal: controller.signal };
  const disposers = [
    client.investigation.onChanged(receiveInvestigation),
    client.series.onAppended(({ targetId, untilMillis }) =>
      receiveAppended(targetId, untilMillis),
    ),
    client.gdb.onChanged((gdb) => useGdbStore.setState({ gdb })),
    client.verdict.onChanged((report) =>
      useVerdictStore.setState({ report, error: null }),
    ),
    client.app.onProgress(receiveProgress),
    client.app.onCommand(({ id }) => void runCommand(id)),
  ];

  const readAll = async (): Promise<void> => {
    const info = reportFailure(await client.app.info({}, options));
    if (info !== undefined) receiveAppInfo(info);
    const state = reportFailure(await client.investigation.state({}, options));
    if (controller.signal.aborted) return;
    receiveInvestigation(state ?? null);
    const gdb = await client.gdb.state({}, options);
    if (gdb.ok) useGdbStore.setState({ gdb: gdb.value });
    const verdict = await client.verdict.read({}, options);
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
