// How well a palette entry fits what was typed: every typed character in order, better at word starts and in one run.

/** Null when it does not fit; higher is better. */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  if (wanted === "") return 0;
  const haystack = text.toLowerCase();
  const at = haystack.indexOf(query.trim().toLowerCase());
  if (at >= 0) return 1000 - at - haystack.length / 100;
  let score = 0;
  let from = 0;
  let previous = -2;
  for (const character of wanted) {
    const found = haystack.indexOf(character, from);
    if (found < 0) return null;
    if (previous < 0 && !isWordStart(haystack, found)) {
      const start = wordStart(haystack, character, found);
      if (start < 0) return null;
      score += 6;
      previous = start;
      from = start + 1;
      continue;
    }
    if (found === previous + 1) score += 8;
    else if (isWordStart(haystack, found)) score += 6;
    else score += 1;
    score -= (found - from) / 50;
    previous = found;
    from = found + 1;
  }
  return score - haystack.length / 100;
}

/** Where a word begins with the character; -1 when none does. The first letter typed is always the start of a word. */
function wordStart(text: string, character: string, from: number): number {
  for (let at = from; at >= 0; at = text.indexOf(character, at + 1))
    if (isWordStart(text, at)) return at;
  return -1;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s:·./(-]/.test(text[at - 1] ?? "");
}

/** The items that fit, best first; equal ones stay in their order. */
export function fuzzyFilter<T>(
  items: readonly T[],
  query: string,
  textOf: (item: T) => string,
): readonly T[] {
  return items
    .map((item, index) => ({
      item,
      index,
      score: fuzzyScore(query, textOf(item)),
    }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || a.index - b.index)
    .map(({ item }) => item);
}
