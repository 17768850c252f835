// A file of the flight recorder's rules as commands read it: checked to the last word, patterns compiled.

import type { FlightRule } from "../../core/flight/flight-rules.ts";
import { TrivetError, toTrivetError } from "../../core/errors.ts";
import { compileLogPattern } from "../../node/collectors/logs/compile-pattern.ts";
import {
  mostRuleBytes,
  readRules,
} from "../../node/flight-rules/read-rules.ts";
import { readInputFile } from "../input-file.ts";

export interface LoadedRules {
  readonly rules: readonly FlightRule[];
  /** Of the rules that look into a log, by the pattern as it is written. */
  readonly patterns: ReadonlyMap<string, (line: string) => boolean>;
}

/** Codes: those of readInputFile, rules-malformed. */
export async function loadRules(
  path: string,
  signal: AbortSignal,
): Promise<LoadedRules> {
  const bytes = await readInputFile(path, { signal, maxBytes: mostRuleBytes });
  const rules = readRules(bytes);
  const patterns = new Map<string, (line: string) => boolean>();
  for (const { name, when } of rules)
    if (when.log !== undefined) patterns.set(when.log, compile(when.log, name));
  return { rules, patterns };
}

function compile(pattern: string, rule: string): (line: string) => boolean {
  try {
    const { match } = compileLogPattern(pattern);
    return (line) => match(line) !== null;
  } catch (cause) {
    throw new TrivetError(
      "rules-malformed",
      `rule ${JSON.stringify(rule)}: ${toTrivetError(cause).message}`,
      { cause },
    );
  }
}
