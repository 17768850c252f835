// From a function to its source: the selection and the panel that shows it, where the window has one.

import { panelNames } from "../../core/investigation/view-state.ts";
import { selectFunction, showPanel } from "../state/view-store.ts";

const sourcePanel = panelNames.find((name) => (name as string) === "source");

export const hasSourcePanel = sourcePanel !== undefined;

export function openSource(name: string): void {
  if (sourcePanel === undefined) return;
  selectFunction(name);
  showPanel(sourcePanel);
}
