// The lines of the source panel: text where there is one, values where there are some, notes where they were asked for.

import type {
  EscapeKind,
  EscapeNote,
} from "../../../core/pprof/source-escapes.ts";
import type {
  SourceText,
  SourceView,
} from "../../../core/pprof/source-text.ts";
import type { ExactInteger } from "../../../core/pprof/views.ts";

export interface SourceRow {
  readonly line: number;
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
  /** Null where the source is not here. */
  readonly text: string | null;
  /** Part of what the values are of. */
  readonly isInside: boolean;
  /** The compiler's most telling note on this line. */
  readonly note: EscapeKind | null;
}

/** The most telling first. */
const telling: readonly EscapeKind[] = ["moved", "escapes", "leaks"];

export function notesByLine(
  notes: readonly EscapeNote[],
): ReadonlyMap<number, readonly EscapeNote[]> {
  const lines = new Map<number, EscapeNote[]>();
  for (const note of notes) {
    const own = lines.get(note.line);
    if (own === undefined) lines.set(note.line, [note]);
    else own.push(note);
  }
  return lines;
}

function mainNote(notes: readonly EscapeNote[] = []): EscapeKind | null {
  return (
    telling.find((kind) => notes.some((note) => note.kind === kind)) ?? null
  );
}

/** Every line of the text, or without a text those that account for something. */
export function sourceRows(
  view: SourceView,
  notes: ReadonlyMap<number, readonly EscapeNote[]>,
): readonly SourceRow[] {
  const values = new Map(view.lines.map((value) => [value.line, value]));
  const inside = view.functions.map(({ firstLine, lastLine }) => ({
    firstLine,
    lastLine: endOfFunction(view.text, lastLine),
  }));
  const isInside = (line: number): boolean =>
    inside.some(
      ({ firstLine, lastLine }) => line >= firstLine && line <= lastLine,
    );
  const row = (line: number, text: string | null): SourceRow => ({
    line,
    flat: values.get(line)?.flat ?? 0,
    cum: values.get(line)?.cum ?? 0,
    text,
    isInside: isInside(line),
    note: mainNote(notes.get(line)),
  });
  const { text } = view;
  return text.status === "found"
    ? text.lines.map((own, index) => row(text.firstLine + index, own))
    : view.lines.map(({ line }) => row(line, null));
}

/** The profile knows its last sample only; gofmt closes a function at the margin. */
function endOfFunction(text: SourceText, lastSample: number): number {
  if (text.status === "missing") return lastSample;
  const { lines, firstLine } = text;
  for (let at = lastSample - firstLine; at < lines.length; at++) {
    const own = lines[at] ?? "";
    if (own.startsWith("}")) return firstLine + at;
    if (firstLine + at > lastSample && own.startsWith("func ")) break;
  }
  return lastSample;
}

/** Where to look first: the line with the most of its own, else with the most at all. */
export function heaviestLine(view: SourceView): number | null {
  let best: { line: number; weight: number } | null = null;
  for (const kind of ["flat", "cum"] as const) {
    for (const value of view.lines) {
      const weight = Math.abs(Number(value[kind]));
      if (weight > (best?.weight ?? 0)) best = { line: value.line, weight };
    }
    if (best !== null) return best.line;
  }
  return view.functions[0]?.firstLine ?? null;
}

export type SourceWarning =
  | { readonly id: "newer" }
  | { readonly id: "short" }
  | { readonly id: "otherGo"; readonly here: string; readonly target: string };

/** Why the text may not be what ran. */
export function sourceWarnings(
  view: SourceView,
  snapshotMillis: number,
): readonly SourceWarning[] {
  const { text, targetGoVersion } = view;
  if (text.status === "missing") return [];
  const warnings: SourceWarning[] = [];
  const last = view.lines.at(-1)?.line ?? 0;
  if (last > text.lineCount) warnings.push({ id: "short" });
  if (
    text.goVersion !== null &&
    targetGoVersion !== null &&
    text.goVersion !== targetGoVersion
  )
    warnings.push({
      id: "otherGo",
      here: text.goVersion,
      target: targetGoVersion,
    });
  // What came with an installation or by its version has the date of the download.
  else if (
    (text.origin === "mapping" || text.origin === "recorded") &&
    text.modifiedMillis > snapshotMillis
  )
    warnings.push({ id: "newer" });
  return warnings;
}

/** Up to and without the last part: `/ci/app/cache/lru.go` is in `/ci/app/cache`. */
export function folderOf(file: string): string {
  const slash = file.lastIndexOf("/");
  return slash <= 0 ? file : file.slice(0, slash);
}

/** Width of the text column, in characters. */
export function longestText(rows: readonly SourceRow[]): number {
  return rows.reduce(
    (most, { text }) => Math.max(most, text === null ? 0 : drawnLength(text)),
    0,
  );
}

const tabWidth = 4;

function drawnLength(text: string): number {
  const tabs = text.split("\t").length - 1;
  return text.length + tabs * (tabWidth - 1);
}
