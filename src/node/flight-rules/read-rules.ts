// A file of rules: YAML 1.2, of which only maps, lists, texts and numbers are taken. Anchors, tags and keys that stand
// twice are refused: what a reviewer reads is what holds.

import { LineCounter, parseDocument } from "yaml";
import { decodeRules } from "../../core/flight/decode-rules.ts";
import type { FlightRule } from "../../core/flight/flight-rules.ts";
import { toTrivetError, TrivetError } from "../../core/errors.ts";

export const mostRuleBytes = 64 << 10;

/** `bytes`: the file's, UTF-8. Code: rules-malformed, with the place. */
export function readRules(bytes: Uint8Array): readonly FlightRule[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(textOf(bytes), {
    lineCounter,
    schema: "core",
    uniqueKeys: true,
    strict: true,
    prettyErrors: false,
  });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    throw new TrivetError(
      "rules-malformed",
      `line ${line}, column ${col}: ${problem.message}`,
      { cause: problem, detail: { line, column: col } },
    );
  }
  let file: unknown;
  try {
    file = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new TrivetError("rules-malformed", toTrivetError(cause).message, {
      cause,
    });
  }
  return decodeRules(file);
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length > mostRuleBytes)
    throw new TrivetError(
      "rules-malformed",
      `${bytes.length} bytes are no file of rules`,
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TrivetError("rules-malformed", "it is not UTF-8", { cause });
  }
}
