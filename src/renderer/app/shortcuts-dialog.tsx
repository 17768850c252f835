// The keys, from the table that the window listens by.

import type { ReactElement } from "react";
import { useCommandStore } from "../state/command-store.ts";
import { useMessage } from "../state/use-message.ts";
import { Dialog } from "../ui/dialog.tsx";
import { closeDialog } from "./dialog-store.ts";

const timelineKeys = [
  ["←  →", "keys.cursor"],
  ["Shift+←  Shift+→", "keys.cursorFast"],
  ["+  −  ↑  ↓", "keys.zoom"],
  ["PageUp  PageDown", "keys.pan"],
  ["Home  End", "keys.ends"],
  ["Esc", "keys.all"],
] as const;

export function ShortcutsDialog(): ReactElement {
  const t = useMessage();
  const commands = useCommandStore((state) => state.commands);
  return (
    <Dialog
      title={t("command.shortcuts")}
      testId="shortcuts-dialog"
      isWide
      onClose={closeDialog}
    >
      <div className="shortcuts">
        <section>
          <h3>{t("keys.everywhere")}</h3>
          <dl>
            {commands
              .filter(({ shortcut }) => shortcut !== undefined)
              .map((command) => (
                <div key={command.id}>
                  <dt>
                    <kbd>{command.shortcut}</kbd>
                  </dt>
                  <dd>{t(command.title)}</dd>
                </div>
              ))}
          </dl>
        </section>
        <section>
          <h3>{t("timeline.title")}</h3>
          <dl>
            {timelineKeys.map(([keys, id]) => (
              <div key={id}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{t(id)}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
