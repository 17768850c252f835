// Saving, the same from the menu and before an investigation is put away.

import { join } from "node:path";
import type { Progress } from "../core/investigation/live-state.ts";
import type { Dialogs } from "./dialogs.ts";
import type { LiveInvestigation } from "./live-investigation.ts";

export interface SaverParts {
  readonly dialogs: Pick<Dialogs, "askSave">;
  /** Where saving is offered when the investigation was never saved. */
  readonly documentsFolder: string;
  readonly remember: (path: string) => Promise<void>;
  readonly emitProgress: (progress: Progress) => void;
}

export interface Saver {
  /** The archive it was saved to before, else what the user chooses; null when dismissed. */
  choosePath(live: LiveInvestigation, saveAs?: boolean): Promise<string | null>;
  /** Codes: those of `InvestigationSession.save`. */
  save(
    live: LiveInvestigation,
    path: string,
    signal?: AbortSignal,
  ): Promise<{ readonly path: string; readonly bytes: number }>;
}

export function createSaver(parts: SaverParts): Saver {
  const { dialogs, documentsFolder, remember, emitProgress } = parts;
  return {
    choosePath: async (live, saveAs = false) => {
      const { session } = live;
      // The bundled archive itself is never written.
      const known = live.isSample ? null : session.savedTo;
      if (known !== null && !saveAs) return known;
      const name = fileNameOf(session.model.header?.title);
      return dialogs.askSave(known ?? join(documentsFolder, `${name}.trivet`));
    },
    save: async (live, target, signal) => {
      const progressOf = (done: number, total: number): Progress => ({
        operation: "save",
        id: "save",
        done,
        total,
        unit: "bytes",
      });
      const { path, bytes } = await live.session
        .save(target, {
          ...(signal === undefined ? {} : { signal }),
          onProgress: (done, total) => emitProgress(progressOf(done, total)),
        })
        // It is over also when it failed half way.
        .finally(() => emitProgress(progressOf(1, 1)));
      live.wasSaved();
      await remember(path);
      return { path, bytes };
    },
  };
}

/** A title as a file name on every system. */
function fileNameOf(title: string | undefined): string {
  const name = (title ?? "")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return name === "" ? "investigation" : name;
}
