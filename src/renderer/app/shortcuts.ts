// Which key runs which command. One table, so that the list under "?" cannot be wrong.

import { panelNames } from "../../core/investigation/view-state.ts";

export interface Shortcut {
  readonly command: string;
  /** As it is shown. */
  readonly keys: string;
}

export const shortcuts: readonly Shortcut[] = [
  { command: "app.palette", keys: "Ctrl+K" },
  { command: "investigation.open", keys: "Ctrl+O" },
  { command: "investigation.save", keys: "Ctrl+S" },
  { command: "investigation.saveAs", keys: "Ctrl+Shift+S" },
  { command: "target.connect", keys: "Ctrl+N" },
  { command: "capture.heap", keys: "Ctrl+Enter" },
  { command: "view.back", keys: "Alt+Left" },
  { command: "view.forward", keys: "Alt+Right" },
  { command: "verdict.toggle", keys: "V" },
  { command: "note.add", keys: "N" },
  { command: "lens.add", keys: "F" },
  { command: "lens.undo", keys: "U" },
  { command: "app.shortcuts", keys: "?" },
  ...panelNames.slice(0, 9).map((panel, index) => ({
    command: `panel.${panel}`,
    keys: String(index + 1),
  })),
];

export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** The focus is where letters are typed: only combinations with Ctrl count. */
  readonly isTyping: boolean;
  /** The focus is in the debugger's console: Ctrl belongs to it, save for the palette. */
  readonly isTerminal: boolean;
}

/** The id of the command for a key, or null. macOS's Command counts as Ctrl. */
export function commandForKey(press: KeyPress): string | null {
  const found = shortcuts.find(({ keys }) => matches(keys, press));
  if (found === undefined) return null;
  if (press.isTerminal)
    return found.command === "app.palette" ? found.command : null;
  return press.isTyping && !press.ctrl ? null : found.command;
}

function matches(keys: string, press: KeyPress): boolean {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const named = { Left: "ArrowLeft", Right: "ArrowRight" }[key] ?? key;
  if (parts.includes("Ctrl") !== press.ctrl) return false;
  if (parts.includes("Alt") !== press.alt) return false;
  // "?" is typed with shift on many layouts and without on others.
  if (key !== "?" && parts.includes("Shift") !== press.shift) return false;
  return named.toLowerCase() === press.key.toLowerCase();
}

/** What stands beside a command in menus and in the palette. */
export function keysOf(command: string): string | undefined {
  return shortcuts.find((shortcut) => shortcut.command === command)?.keys;
}
