// What the tabs beside the console have chosen: it survives going to another panel, not the end of the session.

import { create } from "zustand";
import { useGdb } from "../../state/gdb-store.ts";
import { useSettled } from "../../ui/use-settled.ts";

export const sideTabs = ["stack", "breakpoints", "memory", "code"] as const;
export type SideTab = (typeof sideTabs)[number];

export interface SideChoice {
  readonly isShown: boolean;
  readonly tab: SideTab;
  readonly list: "threads" | "goroutines";
  /** gdb's number; null = the one that gdb has selected. */
  readonly thread: string | null;
  readonly goroutine: number | null;
  readonly frame: number;
  readonly memory: { readonly expression: string; readonly bytes: number };
  /** Null = around the chosen frame. */
  readonly code: string | null;
}

export const useSide = create<SideChoice>(() => ({
  isShown: true,
  tab: "stack",
  list: "threads",
  thread: null,
  goroutine: null,
  frame: 0,
  memory: { expression: "", bytes: 256 },
  code: null,
}));

/** Bursts of stops (stepping, a breakpoint with commands) are read once they are over. */
const settlesMs = 120;

/** Which moment of the stopped target can be read; null while it runs. Another number, another reading. */
export function useStoppedMoment(): number | null {
  const gdb = useGdb();
  const moment = gdb.status === "stopped" ? (gdb.changes ?? 0) : null;
  const settled = useSettled(moment, settlesMs);
  return moment === null ? null : settled;
}

/** Which list of breakpoints can be read: also while the target runs. */
export function useBreakpointMoment(): string | null {
  const { status, changes } = useGdb();
  const isHeld = status === "stopped" || status === "running";
  const settled = useSettled(
    isHeld ? `${status} ${changes ?? 0}` : null,
    settlesMs,
  );
  return isHeld ? settled : null;
}
