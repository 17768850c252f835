// What the two pictures of the panel have in common: the whole flame graph and the sandwich.

import { activeFilters } from "../../../core/pprof/lens.ts";
import type { FlameView, ProfileSummary } from "../../../core/pprof/views.ts";
import type { FlameActions } from "../../canvas/flame-menu.ts";
import type { Loaded } from "../../state/use-reply.ts";
import { changeFlame, currentView, undoLens } from "../../state/view-store.ts";

export interface FlamePicture {
  readonly snapshotId: string;
  readonly summary: Loaded<ProfileSummary>;
  readonly sampleType: string | null;
  /** What the search found; null = nothing is searched for. */
  readonly found: readonly string[] | null;
  readonly actions: Omit<FlameActions, "copy">;
  readonly onSearchKey: () => void;
  /** Tells which view is shown, for the facts in the toolbar. */
  readonly onView: (view: FlameView | null) => void;
}

/** Escape in a picture that is not zoomed: the sandwich goes first, then the last filter. False = there was neither. */
export function giveUpOne(): boolean {
  const { flame, lens } = currentView();
  if (flame.sandwich) changeFlame({ sandwich: false });
  else if (activeFilters(lens).length > 0) undoLens();
  else return false;
  return true;
}
