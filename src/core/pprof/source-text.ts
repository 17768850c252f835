// Lines of a profile beside the text of the file that they are of, or beside the reason why it is not here.

import type { SourceLines } from "./source-view.ts";
import type { SourceOrigin, SourceRefusal } from "./source-paths.ts";

/** Why a file that was looked for is not shown. */
export type SourceTrouble =
  "not-found" | "not-a-file" | "too-large" | "not-text" | "not-readable";

export interface FoundSource {
  readonly status: "found";
  readonly path: string;
  readonly origin: SourceOrigin;
  readonly modifiedMillis: number;
  /** Of the Go distribution that it is from; null for other files, and where its version is not known. */
  readonly goVersion: string | null;
  /** Line number of the first of `lines`; 1 unless the file is too long to be shown whole. */
  readonly firstLine: number;
  readonly lines: readonly string[];
  /** Of the whole file. */
  readonly lineCount: number;
}

export interface MissingSource {
  readonly status: "missing";
  readonly reason: SourceRefusal | SourceTrouble;
  /** Paths on this machine that were tried, in order. */
  readonly tried: readonly string[];
}

export type SourceText = FoundSource | MissingSource;

export interface SourceView extends SourceLines {
  readonly text: SourceText;
  /** The target's, as far as it is known: sources of another version have other lines. */
  readonly targetGoVersion: string | null;
}

const mostCharacters = 1_000_000;
const longestLine = 2_000;

/** The text as lines, each cut to a length that can be drawn. */
export function splitSource(text: string): readonly string[] {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => {
    const own = line.endsWith("\r") ? line.slice(0, -1) : line;
    return own.length > longestLine ? `${own.slice(0, longestLine)}…` : own;
  });
}

/** All lines, or of a very long file as many as are worth sending, around the line that matters. */
export function windowOf(
  lines: readonly string[],
  aroundLine: number,
  most = mostCharacters,
): { readonly firstLine: number; readonly lines: readonly string[] } {
  if (lines.length === 0) return { firstLine: 1, lines };
  let from = Math.min(Math.max(aroundLine, 1), lines.length) - 1;
  let to = from + 1;
  let room = most - lines[from]!.length;
  for (let grew = true; grew;) {
    grew = false;
    for (const at of [from - 1, to]) {
      const line = lines[at];
      if (line === undefined || line.length + 1 > room) continue;
      room -= line.length + 1;
      if (at < from) from = at;
      else to = at + 1;
      grew = true;
    }
  }
  return { firstLine: from + 1, lines: lines.slice(from, to) };
}
