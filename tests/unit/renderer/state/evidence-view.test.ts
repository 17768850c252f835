import { expect, it } from "vitest";
import {
  showEvidence,
  useEvidenceView,
} from "../../../../src/renderer/state/evidence-view.ts";
import { currentView } from "../../../../src/renderer/state/view-store.ts";

it("leads to the list where a warning stands", () => {
  expect(useEvidenceView.getState().view).toBe("members");
  showEvidence("gaps");
  expect(currentView().panel).toBe("evidence");
  expect(useEvidenceView.getState().view).toBe("gaps");
});
