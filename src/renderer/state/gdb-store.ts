// The debugger's state, shown in the status bar and by the gdb panel.

import { create } from "zustand";
import type { GdbState } from "../../core/investigation/live-state.ts";

export const detachedGdb: GdbState = {
  status: "detached",
  pid: null,
  gdbVersion: null,
  stopReason: null,
  stoppedSinceMillis: null,
  breakpointsInserted: false,
};

interface GdbStore {
  readonly gdb: GdbState;
}

export const useGdbStore = create<GdbStore>(() => ({ gdb: detachedGdb }));

export function useGdb(): GdbState {
  return useGdbStore((state) => state.gdb);
}
