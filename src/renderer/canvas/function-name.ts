// What a Go symbol's name says about where it comes from, and how it is shortened to the width of a frame. The full
// name stays in tooltips, in what is copied, and in search.

import {
  foldGenerics,
  shortenGoName,
  withoutImportPath,
} from "../ui/go-name-text.ts";

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

/** Standard library packages have no dot in their first path element; `main` is the program's own. */
export function isStandardLibrary(packagePath: string): boolean {
  if (packagePath === "main" || packagePath === "") return false;
  const slash = packagePath.indexOf("/");
  const first = slash < 0 ? packagePath : packagePath.slice(0, slash);
  return !first.includes(".");
}

/** Below this, a cut in the middle leaves scraps at both ends: the function's own name says more. */
const middleFrom = 12;

/**
 * A Go name in at most `max` characters. What says least goes first: type arguments, the import path, the package, the
 * receiver; only then is something cut.
 */
export function shortenFunctionName(name: string, max: number): string {
  const folded = foldGenerics(name);
  const packagePath = packageOf(folded);
  const inPackage =
    packagePath === "" ? folded : folded.slice(packagePath.length + 1);
  const shorter = [folded, withoutImportPath(folded), inPackage];
  const own = ownName(inPackage);
  const fitting = [...shorter, own].find((form) => form.length <= max);
  if (fitting !== undefined) return fitting;
  return max >= middleFrom
    ? shortenGoName(inPackage, max)
    : `${own.slice(0, Math.max(0, max - 1))}…`;
}

/** `render` of `(*glyphCache).render`; a closure keeps the function it stands in: `run.func1.2`. */
function ownName(inPackage: string): string {
  return /[^.]*(?:\.(?:func)?\d+)*$/.exec(inPackage)?.[0] ?? inPackage;
}
