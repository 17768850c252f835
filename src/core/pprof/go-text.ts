// The few string operations of Go that pprof's numbers and order depend on, done as Go does them.

/** Go compares strings by UTF-8 bytes, JavaScript by UTF-16 units: they differ where surrogates meet U+E000..U+FFFF. */
export function compareGoStrings(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a === b) continue;
    if (a >= 0xd800 && b >= 0xd800) return byteRank(a) - byteRank(b);
    return a - b;
  }
  return left.length - right.length;
}

/** Puts surrogates (code points from U+10000) after the rest of the basic plane. */
function byteRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** `filepath.Clean` for slashes: `a//b/./c/../d` is `a/b/d`. */
export function cleanPath(path: string): string {
  if (path === "") return "";
  if (!/\/\/|(^|\/)\.\.?(\/|$)|.\/$/.test(path)) return path;
  const rooted = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept[kept.length - 1] !== "..") kept.pop();
    else if (!rooted) kept.push(part);
  }
  const cleaned = (rooted ? "/" : "") + kept.join("/");
  return cleaned === "" ? "." : cleaned;
}

/** `filepath.Base` for slashes. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return path === "" ? "." : "/";
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}
