// Patterns for log lines: RE2 (re2js), linear in the length of the line whatever the pattern, because lines come from
// outside and fast.

import { RE2JS } from "re2js";
import { TrivetError } from "../../../core/errors.ts";
import type { LogPattern } from "../../../services/ports/target.ts";

const longest = 10_000;
/** What a pattern is tried on: the rest of a longer line is not looked at. */
const longestLine = 4096;

export interface CompiledPattern {
  readonly groups: readonly string[];
  readonly match: LogPattern;
}

/** Code: usage when it is no expression. */
export function compileLogPattern(text: string): CompiledPattern {
  if (text.length > longest)
    throw new TrivetError(
      "usage",
      `the pattern is longer than ${longest} characters`,
    );
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(text);
  } catch (error) {
    throw new TrivetError(
      "usage",
      `the pattern: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  const groups = Object.keys(compiled.namedGroups());
  return {
    groups,
    match: (line) => {
      const matcher = compiled.matcher(line.slice(0, longestLine));
      if (!matcher.find()) return null;
      const found: Record<string, string> = {};
      for (const name of groups) {
        const value: string | null = matcher.group(name);
        if (value !== null) found[name] = value;
      }
      return found;
    },
  };
}
