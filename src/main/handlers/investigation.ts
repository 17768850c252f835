// Opening, creating, saving and annotating the investigation that lies on the desk.

import type { TrivetContract } from "../../contract/contract.ts";
import type { InvestigationState } from "../../contract/investigation-contract.ts";
import type { Handlers } from "../../contract/define.ts";
import { isCoreFile } from "../core-file.ts";
import type { Desk } from "../desk.ts";
import type { Dialogs } from "../dialogs.ts";
import type { Emit } from "../emit.ts";
import type { LiveInvestigation } from "../live-investigation.ts";
import type { Openers } from "../openers.ts";
import type { Saver } from "../save-investigation.ts";

export interface InvestigationParts {
  readonly desk: Desk;
  readonly openers: Openers;
  readonly dialogs: Dialogs;
  readonly saver: Saver;
  readonly emit: Emit;
  /** What the command line asked for; the first question about the state waits for it and hears why it failed. */
  readonly firstOpen: Promise<void>;
}

export function investigationHandlers({
  desk,
  openers,
  dialogs,
  saver,
  emit,
  firstOpen,
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
    open: async ({ path }, signal) => {
      const file = path ?? (await dialogs.askOpen());
      if (file === null) return null;
      if (await isCoreFile(file)) {
        emit("holders.coreOffered", { core: file });
        return null;
      }
      return stateOf(await openers.openFile(file, signal));
    },
    create: async ({ title }) => stateOf(await openers.create(title ?? "")),
    save: async ({ path, saveAs }, signal) => {
      const live = desk.current;
      const target = path ?? (await saver.choosePath(live, saveAs));
      return target === null ? null : saver.save(live, target, signal);
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
