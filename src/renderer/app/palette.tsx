// Every command by a few letters. A list box under a search field: arrows move, Enter runs, Escape closes.

import { useId, useMemo, useState, type ReactElement } from "react";
import { useCommandStore, type Command } from "../state/command-store.ts";
import { useMessage } from "../state/use-message.ts";
import { Dialog } from "../ui/dialog.tsx";
import { SearchField } from "../ui/fields.tsx";
import { openInvestigation } from "./actions.ts";
import { closeDialog } from "./dialog-store.ts";
import { fuzzyFilter } from "./fuzzy-match.ts";
import { recentCommands } from "./recent-model.ts";
import { useRecentFiles } from "./use-recent-files.ts";

export function Palette(): ReactElement {
  const t = useMessage();
  const registered = useCommandStore((state) => state.commands);
  const { files } = useRecentFiles();
  const commands = useMemo(
    () => [
      ...registered,
      ...recentCommands(files, (path) => void openInvestigation(path)),
    ],
    [registered, files],
  );
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const found = useMemo(
    () =>
      fuzzyFilter(
        commands.filter((command) => command.id !== "app.palette"),
        query,
        (command) => `${t(command.title)} ${command.id}`,
      ),
    [commands, query, t],
  );
  const chosen = Math.min(at, found.length - 1);

  const run = (command: Command | undefined): void => {
    if (command === undefined || command.isEnabled?.() === false) return;
    closeDialog();
    // After the dialog is gone: a command may open another one.
    queueMicrotask(() => command.run());
  };
  return (
    <Dialog title={t("palette.title")} testId="palette" onClose={closeDialog}>
      <div
        className="palette"
        role="presentation"
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined && found.length > 0) {
            event.preventDefault();
            const next = (chosen + step + found.length) % found.length;
            setAt(next);
            document
              .getElementById(`${id}-${next}`)
              ?.scrollIntoView({ block: "nearest" });
          }
          if (event.key === "Enter") {
            event.preventDefault();
            run(found[chosen]);
          }
        }}
      >
        <SearchField
          label={t("palette.search")}
          value={query}
          onChange={(text) => {
            setQuery(text);
            setAt(0);
          }}
          listId={id}
          activeId={found.length === 0 ? undefined : `${id}-${chosen}`}
        />
        <ul
          className="palette__list"
          role="listbox"
          id={id}
          aria-label={t("palette.title")}
          tabIndex={-1}
        >
          {found.map((command, index) => {
            const isEnabled = command.isEnabled?.() !== false;
            return (
              <li
                key={command.id}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === chosen}
                aria-disabled={!isEnabled}
                data-command={command.id}
                className="palette__item"
                onPointerMove={() => setAt(index)}
                onClick={() => run(command)}
              >
                <span>{t(command.title)}</span>
                {command.shortcut === undefined ? null : (
                  <kbd>{command.shortcut}</kbd>
                )}
              </li>
            );
          })}
        </ul>
        {found.length === 0 ? (
          <p className="muted">{t("palette.none")}</p>
        ) : null}
      </div>
    </Dialog>
  );
}
