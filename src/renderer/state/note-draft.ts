// A note is begun anywhere (a key, the palette) and written in the notes panel, about the moment under the cursor.

import { create } from "zustand";
import { showPanel, useViewStore } from "./view-store.ts";

interface NoteDraft {
  /** The moment the note will speak about; null = none. */
  readonly aboutMillis: number | null;
  /** Counts up when a note is begun, so that the panel takes the focus. */
  readonly begun: number;
}

export const useNoteDraft = create<NoteDraft>(() => ({
  aboutMillis: null,
  begun: 0,
}));

export function startNote(): void {
  const { cursorMillis } = useViewStore.getState();
  useNoteDraft.setState(({ begun }) => ({
    aboutMillis: cursorMillis === null ? null : Math.round(cursorMillis),
    begun: begun + 1,
  }));
  showPanel("notes");
}

/** Another investigation was opened: its clock is another one. */
export function forgetNoteMoment(): void {
  setNoteMoment(null);
}

export function setNoteMoment(aboutMillis: number | null): void {
  useNoteDraft.setState({ aboutMillis });
}
