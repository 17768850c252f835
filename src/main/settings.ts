// The user's choices, kept in one file and applied to the native parts of the window (menus, dialogs, scroll bars).

import { app, nativeTheme } from "electron";
import { join } from "node:path";
import { settingsSchema, type Settings } from "../contract/app-contract.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

export interface SettingsFile {
  readonly current: Settings;
  save(settings: Settings): Promise<Settings>;
}

/** Reads the settings and applies them. Without a file: the system's theme and, where Trivet speaks it, language. */
export async function openSettings(): Promise<SettingsFile> {
  const path = join(app.getPath("userData"), "settings.json");
  const fallback: Settings = {
    theme: "system",
    language: app.getLocale().toLowerCase().startsWith("zh") ? "zh-CN" : "en",
  };
  let current = await readJsonFile(path, settingsSchema, fallback);
  nativeTheme.themeSource = current.theme;
  return {
    get current() {
      return current;
    },
    async save(settings) {
      await writeJsonFile(path, settings);
      current = settings;
      nativeTheme.themeSource = settings.theme;
      return settings;
    },
  };
}
