// Go symbol names get long: import paths in front, generic arguments inside, closures behind. The ends tell most, so the
// middle goes first.

/** Folds the arguments of generics: `Map[go.shape.string,int].Load` becomes `Map[…].Load`. */
export function foldGenerics(name: string): string {
  let depth = 0;
  let folded = "";
  for (const char of name) {
    if (char === "[") {
      if (depth === 0) folded += "[…";
      depth++;
    } else if (char === "]" && depth > 0) {
      depth--;
      if (depth === 0) folded += "]";
    } else if (depth === 0) folded += char;
  }
  return depth === 0 ? folded : name;
}

/** Without the directories of the import path: `github.com/a/b/cache.(*LRU).Add` becomes `cache.(*LRU).Add`. */
export function withoutImportPath(name: string): string {
  const bracket = name.search(/[[(]/);
  const head = bracket < 0 ? name : name.slice(0, bracket);
  return name.slice(head.lastIndexOf("/") + 1);
}

/** At most `most` characters: generics folded first, then the middle cut. */
export function shortenGoName(name: string, most: number): string {
  if (name.length <= most) return name;
  const folded = foldGenerics(name);
  if (folded.length <= most) return folded;
  if (most <= 1) return "…";
  const keep = most - 1;
  const tail = Math.ceil(keep * 0.6);
  return `${folded.slice(0, keep - tail)}…${folded.slice(folded.length - tail)}`;
}
