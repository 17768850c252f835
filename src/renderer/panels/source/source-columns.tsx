// The columns of the source panel.

import type { EscapeKind } from "../../../core/pprof/source-escapes.ts";
import type { ExactInteger } from "../../../core/pprof/views.ts";
import type { Translate } from "../../state/use-message.ts";
import { formatExactSample, formatSample } from "../../ui/sample-value.ts";
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
    readonly hasNotes: boolean;
    readonly characters: number;
  },
  t: Translate,
): readonly TableColumn<SourceRow>[] {
  const amount = (id: "flat" | "cum"): TableColumn<SourceRow> => ({
    id,
    title: t(`source.${id}`),
    width: "92px",
    align: "end",
    render: (row) => <Amount value={row[id]} unit={of.unit} />,
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

function Amount({
  value,
  unit,
}: {
  readonly value: ExactInteger;
  readonly unit: string;
}) {
  if (value === 0) return null;
  return (
    <span title={formatExactSample(value, unit)}>
      {formatSample(value, unit)}
    </span>
  );
}
