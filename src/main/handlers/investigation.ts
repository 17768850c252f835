// Opening, creating, saving and annotating the investigation that lies on the desk.

import { join } from "node:path";
import type {
  InvestigationState,
  TrivetContract,
} from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import type { Progress } from "../../core/investigation/live-state.ts";
import type { Desk } from "../desk.ts";
import type { Dialogs } from "../dialogs.ts";
import type { LiveInvestigation } from "../live-investigation.ts";
import type { Openers } from "../openers.ts";

export interface InvestigationParts {
  readonly desk: Desk;
  readonly openers: Openers;
  readonly dialogs: Dialogs;
  /** Where saving is offered when the investigation was never saved. */
  readonly documentsFolder: string;
  /** What the command line asked for; the first question about the state waits for it and hears why it failed. */
  readonly firstOpen: Promise<void>;
  readonly emitProgress: (progress: Progress) => void;
}

export function investigationHandlers({
  desk,
  openers,
  dialogs,
  documentsFolder,
  firstOpen,
  emitProgress,
}: InvestigationParts): Handlers<TrivetContract>["investigation"] {
  let firstFailure: Promise<void> | null = firstOpen;
  const stateOf = (live: LiveInvestigation): InvestigationState => live.state();

  return {
    state: async () => {
      const waiting = firstFailure;
      // Told once: the window may ask again.
      if (waiting !== null)
        await waiting.finally(() => {
          firstFailure = null;
        });
      return desk.open?.state() ?? null;
    },
    openSample: async () => stateOf(await openers.openSample()),
    open: async ({ path }) => {
      const file = path ?? (await dialogs.askOpen());
      return file === null ? null : stateOf(await openers.openFile(file));
    },
    create: async ({ title }) => stateOf(await openers.create(title ?? "")),
    save: async ({ path, saveAs }, signal) => {
      const { session, isSample } = desk.current;
      const known = saveAs === true || isSample ? null : session.savedTo;
      const suggested =
        session.savedTo !== null && !isSample
          ? session.savedTo
          : join(
              documentsFolder,
              `${fileNameOf(session.model.header?.title)}.trivet`,
            );
      const target = path ?? known ?? (await dialogs.askSave(suggested));
      if (target === null) return null;
      const saved = await session.save(target, {
        signal,
        onProgress: (done, total) =>
          emitProgress({
            operation: "save",
            id: "save",
            done,
            total,
            unit: "bytes",
          }),
      });
      desk.current.wasSaved();
      await openers.remember(saved.path);
      return { path: saved.path, bytes: saved.bytes };
    },
    saveView: (view) => {
      desk.open?.session.saveView(view);
      return null;
    },
    addNote: ({ text, aboutMillis }) =>
      desk.current.session.addNote(text, aboutMillis),
    editNote: ({ id, text }) => desk.current.session.editNote(id, text),
    removeNote: ({ id }) => {
      desk.current.session.removeNote(id);
      return null;
    },
    readTranscript: () => [...desk.current.session.model.transcript],
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
