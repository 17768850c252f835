// The columns of the source panel.

import type { EscapeKind } from "../../../core/pprof/source-escapes.ts";
import type { Translate } from "../../state/use-message.ts";
import { AmountText } from "../../ui/amount-text.tsx";
import type { TableColumn } from "../../ui/virtual-table.tsx";
import type { SourceRow } from "./source-model.ts";

/** A sign and a word each: the colour only repeats them. */
const signs: Readonly<Record<EscapeKind, string>> = {
  moved: "▲",
  escapes: "▲",
  leaks: "△",
  stays: "",
};

export function sourceColumns(
  of: {
    readonly unit: string;
    readonly isChange: boolean;
    readonly hasNotes: boolean;
    readonly characters: number;
  },
  t: Translate,
): readonly TableColumn<SourceRow>[] {
  const amount = (id: "flat" | "cum"): TableColumn<SourceRow> => ({
    id,
    title: t(of.isChange ? `table.diff.${id}` : `source.${id}`),
    width: of.isChange ? "116px" : "92px",
    align: "end",
    render: (row) =>
      row[id] === 0 ? null : (
        <AmountText value={row[id]} unit={of.unit} isChange={of.isChange} />
      ),
  });
  return [
    amount("flat"),
    amount("cum"),
    {
      id: "line",
      title: t("source.line"),
      width: "64px",
      align: "end",
      mono: true,
      render: ({ line }) => (
        <span className="source__number">{line === 0 ? "–" : line}</span>
      ),
    },
    ...(of.hasNotes
      ? [
          {
            id: "note",
            title: t("source.note"),
            width: "56px",
            render: ({ note }: SourceRow) =>
              note === null ? null : (
                <span
                  className="source__note"
                  role="img"
                  aria-label={t(`source.kind.${note}`)}
                  title={t(`source.kind.${note}`)}
                >
                  {signs[note]}
                </span>
              ),
          },
        ]
      : []),
    {
      id: "text",
      title: t("source.text"),
      width: `minmax(${of.characters + 4}ch, 1fr)`,
      mono: true,
      render: ({ text, isInside }) => (
        <span
          className={isInside ? "source__text" : "source__text source__outside"}
        >
          {text ?? ""}
        </span>
      ),
    },
  ];
}
