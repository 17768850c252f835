// Theme and language, as main keeps them, and the theme that is in effect now. Components read the effective theme
// when they draw on a canvas; everything else follows the tokens.

import { create } from "zustand";
import type { AppInfo, Settings } from "../../contract/app-contract.ts";
import { trivet } from "../bridge.ts";
import { reportFailure } from "./toast-store.ts";

export type Theme = "light" | "dark";

interface SettingsStore {
  readonly settings: Settings;
  /** Null until main answered. */
  readonly info: AppInfo | null;
  readonly theme: Theme;
  readonly systemTheme: Theme;
}

export const useSettingsStore = create<SettingsStore>(() => ({
  settings: { theme: "system", language: "en" },
  info: null,
  theme: "light",
  systemTheme: "light",
}));

/** The theme in effect: what was chosen, or what the system says. */
export function effectiveTheme(
  chosen: Settings["theme"],
  system: Theme,
): Theme {
  return chosen === "system" ? system : chosen;
}

export function setSystemTheme(systemTheme: Theme): void {
  useSettingsStore.setState(({ settings }) => ({
    systemTheme,
    theme: effectiveTheme(settings.theme, systemTheme),
  }));
}

export function receiveAppInfo(info: AppInfo): void {
  useSettingsStore.setState({ info });
  applySettings(info.settings);
}

function applySettings(settings: Settings): void {
  useSettingsStore.setState(({ systemTheme }) => ({
    settings,
    theme: effectiveTheme(settings.theme, systemTheme),
  }));
}

/** Changes at once and then saves; a save that fails leaves the change for this session and says so. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const settings = { ...useSettingsStore.getState().settings, ...change };
  applySettings(settings);
  reportFailure(await trivet.app.saveSettings(settings));
}

/** The theme in effect; a canvas redraws when it changes. */
export function useTheme(): Theme {
  return useSettingsStore((state) => state.theme);
}
