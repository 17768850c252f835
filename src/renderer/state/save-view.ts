// What is looked at is saved with the investigation, a moment after it stopped changing.

import type { ViewState } from "../../core/investigation/view-state.ts";
import { trivet } from "../bridge.ts";
import { currentInvestigation } from "./investigation-store.ts";
import { reportFailure } from "./toast-store.ts";
import { currentView, useViewStore } from "./view-store.ts";

const restMs = 800;

let saved: { readonly id: string; readonly text: string } | null = null;

/** Zoom edges come from pixels: whole milliseconds are exact enough, and main refuses what lies before 1970. */
export function roundedView(view: ViewState): ViewState {
  return view.zoom === null
    ? view
    : {
        ...view,
        zoom: {
          fromMillis: Math.max(0, Math.floor(view.zoom.fromMillis)),
          toMillis: Math.ceil(view.zoom.toMillis),
        },
      };
}

/** Sends the view if it is another one than was sent last for this investigation. */
export async function saveViewNow(): Promise<void> {
  const investigation = currentInvestigation();
  if (investigation === null) return;
  const view = roundedView(currentView());
  const text = JSON.stringify(view);
  if (saved === null || saved.id !== investigation.id)
    saved = { id: investigation.id, text: JSON.stringify(investigation.view) };
  if (saved.text === text) return;
  saved = { id: investigation.id, text };
  reportFailure(await trivet.investigation.saveView(view));
}

/** Follows the view store; answers the disposer, which saves what is still waiting. */
export function followView(): () => void {
  let timer: number | undefined;
  const unsubscribe = useViewStore.subscribe((state, before) => {
    if (state.history.present === before.history.present) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void saveViewNow(), restMs);
  });
  return () => {
    unsubscribe();
    window.clearTimeout(timer);
    void saveViewNow();
  };
}
