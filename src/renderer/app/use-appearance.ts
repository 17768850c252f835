// Puts theme and language on the document, and follows the system's theme.

import { useEffect } from "react";
import { setSystemTheme, useSettingsStore } from "../state/settings-store.ts";

export function useAppearance(): void {
  const theme = useSettingsStore((state) => state.theme);
  const language = useSettingsStore((state) => state.settings.language);
  useEffect(() => {
    const query = window.matchMedia("(prefers-color-scheme: dark)");
    const follow = (): void => setSystemTheme(query.matches ? "dark" : "light");
    follow();
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
}
