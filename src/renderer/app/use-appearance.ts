// Puts theme and language on the document, and follows the system's theme.

import { useEffect } from "react";
import {
  setSystemTheme,
  useSettingsStore,
  type Theme,
} from "../state/settings-store.ts";

export function useAppearance(): void {
  const language = useSettingsStore((state) => state.settings.language);
  useEffect(() => {
    const query = window.matchMedia("(prefers-color-scheme: dark)");
    const follow = (): void => setSystemTheme(query.matches ? "dark" : "light");
    follow();
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  // Not in an effect of the theme: what draws on a canvas reads the tokens while it renders, which comes before effects.
  useEffect(() => {
    const apply = (theme: Theme): void => {
      document.documentElement.dataset["theme"] = theme;
    };
    apply(useSettingsStore.getState().theme);
    return useSettingsStore.subscribe(({ theme }) => apply(theme));
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
}
