// The native menu. What concerns the investigation is a command of the window, so that menu, palette and keys do the
// same; what concerns the window itself is Electron's.

import { app, Menu, type MenuItemConstructorOptions } from "electron";
import type { Language } from "../core/investigation/model.ts";
import { wordMessage } from "../core/messages/catalogue.ts";
import type { MessageId } from "../core/messages/en/index.ts";
import { message } from "../core/messages/message.ts";
import { emitToWindows } from "./windows.ts";

/** Keys are bound in the window; here they are only shown. On macOS the menu is where keys are bound. */
const registerAccelerator = process.platform === "darwin";

/** Builds and installs the menu in `language`. */
export function installMenu(language: Language): void {
  const t = (id: MessageId): string => wordMessage(language, message(id));
  const command = (
    id: string,
    label: MessageId,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    label: t(label),
    registerAccelerator,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => emitToWindows("app.command", { id }),
  });
  const role = (
    name: NonNullable<MenuItemConstructorOptions["role"]>,
    label: MessageId,
  ): MenuItemConstructorOptions => ({ role: name, label: t(label) });

  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === "darwin"
      ? [{ role: "appMenu" } satisfies MenuItemConstructorOptions]
      : []),
    {
      label: t("menu.file"),
      submenu: [
        command("investigation.create", "menu.file.new"),
        command("investigation.open", "menu.file.open", "CmdOrCtrl+O"),
        command("core.open", "menu.file.open-core"),
        command("investigation.openSample", "menu.file.open-sample"),
        { type: "separator" },
        command("target.connect", "menu.file.connect", "CmdOrCtrl+N"),
        { type: "separator" },
        command("investigation.save", "menu.file.save", "CmdOrCtrl+S"),
        command(
          "investigation.saveAs",
          "menu.file.save-as",
          "CmdOrCtrl+Shift+S",
        ),
        { type: "separator" },
        role("quit", "menu.file.quit"),
      ],
    },
    {
      label: t("menu.edit"),
      submenu: [
        role("undo", "menu.edit.undo"),
        role("redo", "menu.edit.redo"),
        { type: "separator" },
        role("cut", "menu.edit.cut"),
        role("copy", "menu.edit.copy"),
        role("paste", "menu.edit.paste"),
        role("selectAll", "menu.edit.select-all"),
      ],
    },
    {
      label: t("menu.view"),
      submenu: [
        role("resetZoom", "menu.view.zoom-reset"),
        role("zoomIn", "menu.view.zoom-in"),
        role("zoomOut", "menu.view.zoom-out"),
        { type: "separator" },
        role("togglefullscreen", "menu.view.full-screen"),
        ...(app.isPackaged
          ? []
          : [{ role: "toggleDevTools" } satisfies MenuItemConstructorOptions]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
