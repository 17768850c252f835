// Searching the console: as one types, then by the buttons or Enter and Shift+Enter.

import { useState, type ReactElement } from "react";
import { useMessage } from "../../state/use-message.ts";
import { IconButton } from "../../ui/button.tsx";
import { SearchField } from "../../ui/fields.tsx";
import { currentTerminal } from "./use-terminal.ts";

export function GdbSearch(): ReactElement {
  const t = useMessage();
  const [text, setText] = useState("");
  const find = (direction: "next" | "previous"): void =>
    void currentTerminal()?.find(text, direction);
  return (
    <span
      className="field--inline"
      role="search"
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        find(event.shiftKey ? "previous" : "next");
      }}
    >
      <SearchField
        label={t("gdb.search")}
        value={text}
        onChange={(next) => {
          setText(next);
          currentTerminal()?.find(next, "next");
        }}
      />
      <IconButton
        icon="up"
        label={t("gdb.search.previous")}
        onClick={() => find("previous")}
      />
      <IconButton
        icon="down"
        label={t("gdb.search.next")}
        onClick={() => find("next")}
      />
    </span>
  );
}
