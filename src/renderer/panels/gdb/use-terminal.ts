// The window's one terminal, made when the panel is first shown, mounted while it is shown. Safe under StrictMode: the
// session is made once, only its place in the page comes and goes.

import { useEffect, useRef, type RefObject } from "react";
import { useTheme } from "../../state/settings-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { TerminalSession } from "./terminal-session.ts";
import { readMonospace, readTerminalTheme } from "./terminal-theme.ts";

let session: TerminalSession | null = null;

/** The session, or null before the panel was ever shown. */
export function currentTerminal(): TerminalSession | null {
  return session;
}

/** Put the ref on the element that the terminal fills. */
export function useTerminal(
  canType: boolean,
): RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  const t = useMessage();
  const theme = useTheme();
  const label = t("gdb.terminal");
  useEffect(() => {
    if (host.current === null) return;
    session ??= new TerminalSession(
      readTerminalTheme(),
      readMonospace(),
      "gdb",
    );
    return session.mount(host.current);
  }, []);
  useEffect(() => {
    if (session !== null) session.label = label;
  }, [label]);
  useEffect(() => session?.setTyping(canType), [canType]);
  useEffect(() => {
    // After the theme's attribute is on the root.
    const request = requestAnimationFrame(() =>
      session?.setTheme(readTerminalTheme()),
    );
    return () => cancelAnimationFrame(request);
  }, [theme]);
  return host;
}
