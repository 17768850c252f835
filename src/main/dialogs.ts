// Native file dialogs and message boxes, worded in the user's language.

import { BrowserWindow, dialog, type FileFilter } from "electron";
import type { Language } from "../core/investigation/model.ts";
import { TrivetError, type ErrorCode } from "../core/errors.ts";
import { isMessageId, wordMessage } from "../core/messages/catalogue.ts";
import { message } from "../core/messages/message.ts";
import type { PartingAnswer, PartingQuestion } from "./parting.ts";

export interface Dialogs {
  /** The archive to open; null when dismissed. */
  askOpen(): Promise<string | null>;
  /** A core, or the program that left it; null when dismissed. */
  askCoreFile(what: "core" | "executable"): Promise<string | null>;
  /** Where to save the investigation; null when dismissed. */
  askSave(suggested: string): Promise<string | null>;
  /** Where to save a profile's bytes; null when dismissed. */
  askSaveRaw(suggested: string): Promise<string | null>;
  /** Says what failed, why, and what to try. Does not wait for the answer. */
  showOpenFailure(file: string, error: TrivetError): void;
  /** The same of saving, and waits until it was read. */
  showSaveFailure(error: TrivetError): Promise<void>;
  /** What to do about work that would go out of sight. */
  askParting(question: PartingQuestion): Promise<PartingAnswer>;
}

/** @param language asked each time, for it may change while the program runs */
export function createDialogs(language: () => Language): Dialogs {
  const t = (...[id, params]: Parameters<typeof message>): string =>
    wordMessage(language(), message(id, params));
  const all = (): FileFilter => ({
    name: t("dialog.filter.all"),
    extensions: ["*"],
  });
  const investigations = (): FileFilter[] => [
    { name: t("dialog.filter.investigation"), extensions: ["trivet"] },
  ];
  const save = async (
    title: string,
    suggested: string,
    filters: FileFilter[],
  ): Promise<string | null> => {
    const { canceled, filePath } = await dialog.showSaveDialog(owner(), {
      title,
      defaultPath: suggested,
      filters,
      properties: ["createDirectory", "showOverwriteConfirmation"],
    });
    return canceled || filePath === "" ? null : filePath;
  };
  const open = async (
    title: string,
    filters: FileFilter[],
  ): Promise<string | null> => {
    const { canceled, filePaths } = await dialog.showOpenDialog(owner(), {
      title,
      filters,
      properties: ["openFile"],
    });
    return canceled ? null : (filePaths[0] ?? null);
  };
  return {
    askOpen: () => open(t("dialog.open.title"), [...investigations(), all()]),
    askCoreFile: (what) => open(t(`core.choose.${what}`), [all()]),
    askSave: (suggested) =>
      save(t("dialog.save.title"), suggested, investigations()),
    askSaveRaw: (suggested) =>
      save(
        t("dialog.save-raw.title"),
        suggested,
        suggested.endsWith(".txt")
          ? [{ name: t("dialog.filter.text"), extensions: ["txt"] }, all()]
          : [
              { name: t("dialog.filter.profile"), extensions: ["pb.gz", "gz"] },
              all(),
            ],
      ),
    showOpenFailure(file, error) {
      void dialog.showMessageBox(owner(), {
        type: "error",
        title: "Trivet",
        message: t("dialog.open-failed", { file }),
        detail: `${error.message}\n\n${adviceOn(error.code, language())}`,
      });
    },
    async showSaveFailure(error) {
      await dialog.showMessageBox(owner(), {
        type: "error",
        title: "Trivet",
        message: t("dialog.save-failed"),
        detail: `${error.message}\n\n${adviceOn(error.code, language())}`,
      });
    },
    async askParting({ title, isRecording, isAttached, path }) {
      const answers = ["save", "leave", "stay"] as const;
      const { response } = await dialog.showMessageBox(owner(), {
        type: "question",
        title: "Trivet",
        message: t(
          isRecording ? "dialog.part.recording" : "dialog.part.unsaved",
          { title },
        ),
        detail: [
          ...(isAttached ? [t("dialog.part.attached")] : []),
          t("dialog.part.kept", { path }),
        ].join("\n\n"),
        buttons: [
          t("dialog.part.save"),
          t("dialog.part.leave"),
          t("dialog.part.stay"),
        ],
        defaultId: 0,
        cancelId: 2,
        noLink: true,
      });
      return answers[response] ?? "stay";
    },
  };
}

function adviceOn(code: ErrorCode, language: Language): string {
  const id = `error.${code}`;
  return isMessageId(id) ? wordMessage(language, message(id)) : "";
}

function owner(): BrowserWindow {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined)
    throw new TrivetError("internal", "there is no window to ask in");
  return window;
}
