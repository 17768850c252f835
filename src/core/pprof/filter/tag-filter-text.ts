// Tag filters in pprof's language for one value of a label, written where somebody clicks on it (what they mean is in
// tag-filter.ts).

import type { ExactInteger } from "../views.ts";

/** Samples whose label `key` is exactly this text. */
export function tagTextFilter(key: string, text: string): string {
  // A key ends at the first "="; one that has its own is matched together with the value.
  return key === "" || key.includes("=")
    ? `^${quoted(key)}:${quoted(text)}$`.replaceAll("=", "\\x3d")
    : `${key}=^${quoted(text)}$`;
}

/** Samples whose label `key`, in `unit`, is one of the numbers from `low` to `high`. */
export function tagRangeFilter(
  key: string,
  { low, high }: { readonly low: ExactInteger; readonly high: ExactInteger },
  unit: string,
): string {
  // pprof reads letters only; numbers of a unit that it does not read are compared without one.
  const own = /^[A-Za-z]+$/.test(unit) ? unit : "";
  const range = low === high ? `${low}${own}` : `${low}${own}:${high}${own}`;
  return `${key}=${range}`;
}

/** RE2 of the text itself. A comma would begin another expression. */
function quoted(text: string): string {
  return text
    .replace(/[\\.+*?()|[\]{}^$]/g, (char) => `\\${char}`)
    .replaceAll(",", "\\x2c");
}
