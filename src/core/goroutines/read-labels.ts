// Profiler labels in the runtime's three spellings, all inside braces: debug=1 `{"k":"v", "k2":"v2"}` (strconv.Quote),
// Go 1.26 `{"k": "v"}` (runtime.printquoted), Go 1.27 `{k: v, "k 2": v2}`, quoted only where it must be.

export interface ReadLabels {
  readonly labels: Readonly<Record<string, string>>;
  /** Index behind the closing brace. */
  readonly end: number;
}

/** Reads from the opening brace at `start`; null when the text is no such list or ends inside it. */
export function readLabels(text: string, start: number): ReadLabels | null {
  if (text[start] !== "{") return null;
  const found = new Map<string, string>();
  let at = start + 1;
  if (text[at] === "}") return { labels: {}, end: at + 1 };
  for (;;) {
    const key = readWord(text, at);
    if (key === null || text[key.end] !== ":") return null;
    const value = readWord(text, skipSpace(text, key.end + 1));
    if (value === null) return null;
    found.set(key.value, value.value);
    const separator = text[value.end];
    if (separator === "}")
      return { labels: Object.fromEntries(found), end: value.end + 1 };
    if (separator !== ",") return null;
    at = skipSpace(text, value.end + 1);
  }
}

/** Index behind the closing quote of the string that opens at `start`; -1 when it never closes. */
export function endOfQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return -1;
}

interface Word {
  readonly value: string;
  readonly end: number;
}

function readWord(text: string, start: number): Word | null {
  if (text[start] === '"') {
    const end = endOfQuoted(text, start);
    if (end === -1) return null;
    return { value: unquote(text.slice(start + 1, end - 1)), end };
  }
  let end = start;
  while (end < text.length && /[A-Za-z0-9./_]/.test(text[end]!)) end++;
  return { value: text.slice(start, end), end };
}

function skipSpace(text: string, start: number): number {
  return text[start] === " " ? start + 1 : start;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Go's escapes. `\xNN` is a byte that was no UTF-8 (or, from the runtime, a control character). */
function unquote(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (_all, x?: string, u?: string, long?: string, simple?: string) => {
      if (simple !== undefined) return simpleEscapes[simple] ?? simple;
      const code = parseInt(x ?? u ?? long ?? "", 16);
      if (x !== undefined && code >= 0x80) return "\ufffd";
      return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
    },
  );
}
