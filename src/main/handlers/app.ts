// The program itself: what it is, what the user chose, what was open lately.

import { app, clipboard } from "electron";
import type {
  AppInfo,
  SavedRecordingsFact,
} from "../../contract/app-contract.ts";
import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import type {
  SavedRecording,
  SavedRecordings,
} from "../../node/project-store/saved-recordings.ts";
import type { DemoLauncher } from "../../services/ports/machine.ts";
import { installMenu } from "../menu.ts";
import type { RecentFiles } from "../recent-files.ts";
import { isSandboxed } from "../security.ts";
import type { SettingsFile } from "../settings.ts";

export interface AppParts {
  readonly settings: SettingsFile;
  readonly recentFiles: RecentFiles;
  readonly demos: DemoLauncher;
  readonly recordings: SavedRecordings;
}

const sumOf = (recordings: readonly SavedRecording[]): SavedRecordingsFact => ({
  folders: recordings.length,
  bytes: recordings.reduce((sum, { bytes }) => sum + bytes, 0),
});

export function appHandlers({
  settings,
  recentFiles,
  demos,
  recordings,
}: AppParts): Handlers<TrivetContract>["app"] {
  return {
    info: async (): Promise<AppInfo> => ({
      version: app.getVersion(),
      runtime: {
        electron: process.versions["electron"] ?? "",
        chrome: process.versions["chrome"] ?? "",
        node: process.versions.node,
      },
      platform: process.platform,
      sandboxed: isSandboxed(),
      demoAvailable: await demos.isAvailable(),
      settings: settings.current,
    }),
    saveSettings: async (wanted) => {
      const saved = await settings.save(wanted);
      installMenu(saved.language);
      return saved;
    },
    copyText: async ({ text }) => {
      // A promise in newer versions, done at once in older ones.
      await clipboard.writeText(text);
      return null;
    },
    recentFiles: () => recentFiles.list(),
    savedRecordings: async () => sumOf(await recordings.list()),
    removeSavedRecordings: async () => sumOf(await recordings.remove()),
  };
}
