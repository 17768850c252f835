// How goroutines are looked at. It outlives the panel: who looks something up in the table comes back to the same rows.

import { create } from "zustand";
import type { RowOrder } from "../../../core/goroutines/browser-views.ts";
import { useInvestigation } from "../../state/investigation-store.ts";
import type { GroupingId } from "./goroutines-model.ts";

export interface GoroutinesLook {
  /** Null = the newest. */
  readonly snapshotId: string | null;
  /** Null = none; undefined = whatever suits. */
  readonly beforeId: string | null | undefined;
  readonly first: GroupingId;
  /** "" = nothing. */
  readonly second: GroupingId;
  /** Null = by growth where there is something to compare with, else by count. */
  readonly order: RowOrder | null;
  readonly show: "groups" | "flame";
  readonly search: string;
  readonly open: readonly (readonly string[])[];
  readonly chosen: readonly string[] | null;
  readonly limit: number;
  readonly flamePath: readonly string[];
  readonly side: "details" | "follow";
  /** The id that is followed, as typed. */
  readonly followed: string;
}

/** Rows of one group at first: more than anyone reads, few enough to send. */
export const firstLimit = 500;

const initial: GoroutinesLook = {
  snapshotId: null,
  beforeId: undefined,
  first: "function",
  second: "stack",
  order: null,
  show: "groups",
  search: "",
  open: [],
  chosen: null,
  limit: firstLimit,
  flamePath: [],
  side: "details",
  followed: "",
};

interface Store {
  readonly investigationId: string | null;
  readonly look: GoroutinesLook;
}
const useStore = create<Store>(() => ({
  investigationId: null,
  look: initial,
}));

/** The look at the open investigation, and how to change parts of it. */
export function useGoroutinesLook(): readonly [
  GoroutinesLook,
  (change: Partial<GoroutinesLook>) => void,
] {
  const id = useInvestigation((investigation) => investigation.id) ?? null;
  const stored = useStore();
  const look = stored.investigationId === id ? stored.look : initial;
  return [
    look,
    (change) =>
      useStore.setState((now) => ({
        investigationId: id,
        look: {
          ...(now.investigationId === id ? now.look : initial),
          ...change,
        },
      })),
  ];
}
