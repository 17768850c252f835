// A structure in one line, for keys of maps and for rows that are not unfolded.

import type { DecodedValue } from "./decoded-value.ts";

const maxLength = 80;

/** `{ID: "A-17", Amount: 1999}`, cut at 80 characters. */
export function summarize(fields: readonly DecodedValue[]): string {
  let text = "";
  for (const { name, text: value } of fields) {
    const part = `${text === "" ? "" : ", "}${name}: ${value}`;
    if (text.length + part.length > maxLength) return `{${text}, …}`;
    text += part;
  }
  return `{${text}}`;
}
