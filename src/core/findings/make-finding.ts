// Findings are worded once: the English statement and the message that the window words are the same sentence.

import { wordMessage } from "../messages/catalogue.ts";
import type { Finding } from "./finding.ts";

export function makeFinding(
  finding: Omit<Finding, "statement" | "growthBytesPerSecond"> &
    Partial<Pick<Finding, "growthBytesPerSecond">>,
): Finding {
  return {
    growthBytesPerSecond: null,
    ...finding,
    statement: wordMessage("en", finding.message),
  };
}

/** Where in the archive a series is: the journal carries all of them. */
export function seriesEvidence(...names: readonly string[]): readonly string[] {
  return names.map((name) => `journal.jsonl#series=${name}`);
}

/** `render (raster.go:44)`: how statements name a line of code. */
export function nameSite(site: {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}): string {
  const file = site.file.split("/").at(-1) ?? site.file;
  return file === ""
    ? site.function
    : `${site.function} (${file}:${site.line})`;
}
