// What window and main say to each other about the application itself: its settings, files opened before, long work.

import { z } from "zod";
import type { Progress } from "../core/investigation/live-state.ts";
import { call, event } from "./define.ts";
import { none } from "./fields.ts";

export const settingsSchema = z.strictObject({
  theme: z.enum(["system", "light", "dark"]),
  language: z.enum(["en", "zh-CN"]),
  /** The timeline's share of the height below the verdict; absent = as the stylesheet has it. */
  timelineShare: z.number().min(0).max(1).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

export interface AppInfo {
  readonly version: string;
  readonly runtime: {
    readonly electron: string;
    readonly chrome: string;
    readonly node: string;
  };
  readonly platform: string;
  /** False as root on Linux, where Chromium cannot sandbox: the window then carries a banner. */
  readonly sandboxed: boolean;
  /** False where Go is absent: the demo target cannot be built, and the window says so. */
  readonly demoAvailable: boolean;
  readonly settings: Settings;
}

export interface SavedRecordingsFact {
  readonly folders: number;
  readonly bytes: number;
}

export const app = {
  info: call(none).returns<AppInfo>(),
  saveSettings: call(settingsSchema).returns<Settings>(),
  copyText: call(
    z.strictObject({ text: z.string().max(5_000_000) }),
  ).returns<null>(),
  recentFiles:
    call(none).returns<readonly { path: string; openedAtMillis: number }[]>(),
  /** Recordings' folders whose whole content is in an archive that still stands. */
  savedRecordings: call(none).returns<SavedRecordingsFact>(),
  /** Removes them, whatever their age, and says what went. */
  removeSavedRecordings: call(none).returns<SavedRecordingsFact>(),
  /** Main asks the window to run a menu command, by its palette id. */
  command: event<{ readonly id: string }>(),
  progress: event<Progress>(),
} as const;
