// Go symbol names are long for reasons that rarely matter on screen: import paths, type arguments, closures. What is
// shown is shortened here in one way; the full name stays in tooltips, in what is copied, and in search.

/** `a.F[go.shape.int,…]` becomes `a.F[…]`; brackets inside brackets included. */
export function foldTypeArguments(name: string): string {
  if (!name.includes("[")) return name;
  let folded = "";
  let depth = 0;
  for (const character of name) {
    if (character === "[" && depth++ === 0) folded += "[…]";
    else if (character === "]" && depth > 0) depth--;
    else if (depth === 0) folded += character;
  }
  return folded;
}

/**
 * The package path of a Go symbol: `net/http` of `net/http.(*conn).serve`. The linker escapes dots in the last path
 * element (`gopkg.in/yaml%2ev3.Marshal`), so the first dot after the last slash ends the package. "" when there is none.
 */
export function packageOf(name: string): string {
  const bracket = name.indexOf("[");
  const head = bracket < 0 ? name : name.slice(0, bracket);
  const paren = head.indexOf("(");
  const slash = (paren < 0 ? head : head.slice(0, paren)).lastIndexOf("/");
  const dot = head.indexOf(".", slash + 1);
  return dot < 0 ? "" : head.slice(0, dot);
}

/** Drops the import path's directories: `github.com/a/b.(*T).M` becomes `b.(*T).M`. */
export function dropImportPath(name: string): string {
  const slash = packageOf(name).lastIndexOf("/");
  return slash < 0 ? name : name.slice(slash + 1);
}

/** Standard library packages have no dot in their first path element; `main` is the program's own. */
export function isStandardLibrary(packagePath: string): boolean {
  if (packagePath === "main" || packagePath === "") return false;
  const slash = packagePath.indexOf("/");
  const first = slash < 0 ? packagePath : packagePath.slice(0, slash);
  return !first.includes(".");
}

/** Keeps both ends: the package at the left and the function at the right say most. `max` counts UTF-16 units. */
export function shortenMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 1) return max === 1 ? "…" : "";
  const right = Math.ceil(((max - 1) * 2) / 3);
  const left = max - 1 - right;
  return `${text.slice(0, left)}…${text.slice(text.length - right)}`;
}

/** A Go name in at most `max` characters: generics folded, then the import path dropped, then cut in the middle. */
export function shortenFunctionName(name: string, max: number): string {
  const folded = foldTypeArguments(name);
  if (folded.length <= max) return folded;
  return shortenMiddle(dropImportPath(folded), max);
}
