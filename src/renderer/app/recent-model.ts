// What was open lately, as the File menu, the palette and the welcome name it.

import type { MessageId } from "../../core/messages/en/index.ts";
import { message } from "../../core/messages/message.ts";
import type { Command } from "../state/command-store.ts";

export interface RecentFile {
  readonly path: string;
  readonly openedAtMillis: number;
}

export interface RecentName {
  readonly name: string;
  readonly folder: string;
  /** A recording's folder: what is in it is in no archive. */
  readonly isRecording: boolean;
}

const liveSuffix = /\.trivet-live$/;

export function nameRecent(path: string): RecentName {
  const parts = path.split(/[\\/]/);
  const last = parts.pop() ?? path;
  return {
    name: last.replace(liveSuffix, "").replace(/\.trivet$/, ""),
    folder: parts.join("/"),
    isRecording: liveSuffix.test(last),
  };
}

/** One for each, for the palette. */
export function recentCommands(
  files: readonly RecentFile[],
  open: (path: string) => void,
): readonly Command[] {
  return files.map(({ path }) => {
    const { name, isRecording } = nameRecent(path);
    const title: MessageId = isRecording
      ? "recent.openRecording"
      : "recent.open";
    return {
      id: `recent.${path}`,
      title: message(title, { name }),
      run: () => open(path),
    };
  });
}
