// The terminal's colours from the window's tokens. gdb's sixteen colours are those of the data set, so that they hold
// their contrast in both themes.

import type { ITheme } from "@xterm/xterm";

/** Reads the theme in effect. */
export function readTerminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const bright = {
    brightBlack: token("--text-muted"),
    brightRed: token("--danger"),
    brightGreen: token("--ok"),
    brightYellow: token("--warning"),
    brightBlue: token("--accent"),
    brightMagenta: token("--data-runtime"),
    brightCyan: token("--data-goroutines"),
    brightWhite: token("--text"),
  };
  return {
    background: token("--surface"),
    foreground: token("--text"),
    cursor: token("--accent"),
    cursorAccent: token("--surface"),
    selectionBackground: token("--surface-selected"),
    black: token("--text"),
    red: bright.brightRed,
    green: bright.brightGreen,
    yellow: bright.brightYellow,
    blue: bright.brightBlue,
    magenta: bright.brightMagenta,
    cyan: bright.brightCyan,
    white: token("--text-muted"),
    ...bright,
  };
}

export function readMonospace(): string {
  return getComputedStyle(document.documentElement)
    .getPropertyValue("--font-mono")
    .trim();
}
