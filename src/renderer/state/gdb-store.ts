// The debugger's state, shown in the status bar and by the gdb panel.

import { create } from "zustand";
import type { GdbState } from "../../core/investigation/live-state.ts";
import { message } from "../../core/messages/message.ts";
import { currentInvestigation } from "./investigation-store.ts";
import { toastMessage } from "./toast-store.ts";

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
  /** Whether the user is being asked for consent to attach. */
  readonly isAttachAsked: boolean;
  /** Whether gdb holds a target whose release nobody has asked for. */
  readonly isHolding: boolean;
}

export const useGdbStore = create<GdbStore>(() => ({
  gdb: detachedGdb,
  isAttachAsked: false,
  isHolding: false,
}));

export function setAttachAsked(isAttachAsked: boolean): void {
  useGdbStore.setState({ isAttachAsked });
}

/** The user has asked for something that ends gdb: its end is then no news. */
export function expectGdbEnd(): void {
  useGdbStore.setState({ isHolding: false });
}

/** Longer than the news of another investigation take to follow those of its debugger. */
const settleMs = 300;

/** Takes main's word on the debugger; says so when it ended by itself, for the console may be out of sight. */
export function receiveGdb(gdb: GdbState): void {
  const { isHolding, gdb: before } = useGdbStore.getState();
  const isAttached = gdb.status === "stopped" || gdb.status === "running";
  const begins = isAttached && before.status === "attaching";
  useGdbStore.setState({
    gdb,
    isHolding: begins || (isHolding && gdb.status !== "detached"),
  });
  if (gdb.status !== "detached" || !isHolding) return;
  const id = currentInvestigation()?.id;
  setTimeout(() => {
    if (currentInvestigation()?.id === id)
      toastMessage(message("gdb.ended"), undefined, "warning");
  }, settleMs);
}

export function useGdb(): GdbState {
  return useGdbStore((state) => state.gdb);
}
