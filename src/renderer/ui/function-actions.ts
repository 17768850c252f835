// What can be done with a function wherever it is listed, besides selecting it: the same menu in graph and table.

import type { FilterName } from "../../core/pprof/lens.ts";
import { withFunction } from "../../core/pprof/lens-chips.ts";
import {
  changeFlame,
  changeLens,
  currentView,
  selectFunction,
  showPanel,
} from "../state/view-store.ts";
import { hasSourcePanel, openSource } from "./open-source.ts";

export interface FunctionActions {
  /** Adds the function to a filter of the lens. */
  readonly filterBy: (filter: FilterName, name: string) => void;
  /** Shows the function between its callers and its callees. */
  readonly sandwich: (name: string) => void;
  readonly openSource?: (name: string) => void;
}

export const functionActions: FunctionActions = {
  filterBy: (filter, name) =>
    changeLens(withFunction(currentView().lens, filter, name)),
  sandwich: (name) => {
    selectFunction(name);
    changeFlame({ sandwich: true });
    if (currentView().panel !== "flame") showPanel("flame");
  },
  ...(hasSourcePanel ? { openSource } : {}),
};
