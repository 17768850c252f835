// What somebody types to find a function: text, in any case, or RE2 between slashes. A Go method's name has brackets and
// stars in it, so that a name that is pasted must not be taken for an expression.

import { TrivetError } from "../errors.ts";
import type { CompileExpression, TextMatcher } from "./text-matcher.ts";

/** The RE2 between slashes; null for plain text. */
export function searchExpression(text: string): string | null {
  const wanted = text.trim();
  return wanted.length > 2 && wanted.startsWith("/") && wanted.endsWith("/")
    ? wanted.slice(1, -1)
    : null;
}

/** Null for nothing to search. Code: expression-invalid. */
export function compileSearchText(
  text: string,
  compile: CompileExpression,
): TextMatcher | null {
  const wanted = text.trim();
  if (wanted === "") return null;
  const expression = searchExpression(wanted);
  if (expression === null) return plainMatcher(wanted);
  try {
    return compile("", ignoringCase(expression));
  } catch (error) {
    if (!(error instanceof TrivetError)) throw error;
    throw new TrivetError(
      "expression-invalid",
      asTyped(error.message.replace(/^: /, ""), expression),
      { cause: error, detail: { filter: "search" } },
    );
  }
}

/** Names are searched in any case. */
export function ignoringCase(expression: string): string {
  return `(?i)${expression}`;
}

/** What was said of the expression with `ignoringCase`, as of the one that somebody typed. */
export function asTyped(message: string, expression: string): string {
  return message.replaceAll(ignoringCase(expression), () => expression);
}

/** Finds the text anywhere, in any case. */
export function plainMatcher(text: string): TextMatcher {
  const lower = text.toLowerCase();
  return (name) => name.toLowerCase().includes(lower);
}
