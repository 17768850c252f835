// Which of its lists the evidence panel shows, so that others can lead there: a warning opens where it stands.

import { create } from "zustand";
import { showPanel } from "./view-store.ts";

export const evidenceViews = ["members", "events", "actions", "gaps"] as const;
export type EvidenceView = (typeof evidenceViews)[number];

interface EvidenceStore {
  readonly view: EvidenceView;
}

export const useEvidenceView = create<EvidenceStore>(() => ({
  view: "members",
}));

export function chooseEvidence(view: EvidenceView): void {
  useEvidenceView.setState({ view });
}

/** Opens the panel on one of its lists. */
export function showEvidence(view: EvidenceView): void {
  chooseEvidence(view);
  showPanel("evidence");
}
