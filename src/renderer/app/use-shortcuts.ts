// Listens for keys on the window and runs their commands.

import { useEffect } from "react";
import { runCommand } from "../state/command-store.ts";
import { useDialogStore } from "./dialog-store.ts";
import { commandForKey } from "./shortcuts.ts";

export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || useDialogStore.getState().open !== null)
        return;
      const target = event.target instanceof Element ? event.target : null;
      const command = commandForKey({
        key: event.key,
        ctrl: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        shift: event.shiftKey,
        isTyping:
          target?.matches("input, textarea, select, [contenteditable]") ??
          false,
        isTerminal: target?.closest(".xterm") != null,
      });
      if (command === null) return;
      event.preventDefault();
      runCommand(command);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
