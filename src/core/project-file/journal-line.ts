// One journal line, written and read. A line is JSON of its own and carries the chain:
//   {"hash":"<64 hex>","seq":12,"entry":{…}}
// `hash` is SHA-256 over the previous line's hash, a newline, and this line without its `hash` member, exactly as the
// bytes stand in the file. Nothing is re-serialized to verify it, so fields that this version does not know count too.
// The first line also names the journal's schema.

import { TrivetError } from "../errors.ts";
import type { JournalEntry } from "../investigation/journal-entry.ts";
import { journalEntrySchema } from "./journal-schema.ts";
import { readSample } from "./sample-entry.ts";
import { assertSchema, journalSchema } from "./schema-version.ts";

/** SHA-256 of bytes, or of a string's UTF-8, as 64 lower-case hex digits. A parameter, because core has no crypto. */
export type Sha256 = (data: string | Uint8Array) => string;

/** Where the next line goes: its number, and the hash that it continues. */
export interface ChainPosition {
  readonly seq: number;
  readonly hash: string;
}
export const chainStart: ChainPosition = { seq: 0, hash: "0".repeat(64) };

/** Longest line that is read: a console chunk or a note is far below, a hostile file is not. */
export const maxLineBytes = 32 * 1024 * 1024;

export interface EncodedLine {
  /** With its newline. */
  readonly line: string;
  readonly next: ChainPosition;
}

/** `entryJson` is the entry's JSON text; it goes into the line as it is. */
export function encodeJournalLine(
  position: ChainPosition,
  entryJson: string,
  sha256: Sha256,
): EncodedLine {
  const schema =
    position.seq === 0 ? `"schema":${JSON.stringify(journalSchema)},` : "";
  const rest = `${schema}"seq":${position.seq},"entry":${entryJson}}`;
  const hash = sha256(`${position.hash}\n{${rest}`);
  return {
    line: `{"hash":"${hash}",${rest}\n`,
    next: { seq: position.seq + 1, hash },
  };
}

export interface DecodedLine {
  /** Null when this version cannot use it; the line stays in the journal all the same. */
  readonly entry: JournalEntry | null;
  /** Why `entry` is null: `unknown type "oom-kill"`, `sample: values.rss: expected number`; "" otherwise. */
  readonly problem: string;
  readonly next: ChainPosition;
}

const linePattern = /^\{"hash":"([0-9a-f]{64})",("(?:seq|schema)":[^]*)$/;

/**
 * Reads one line (without its newline) at its place in the chain. Codes: journal-corrupt (not the line that was
 * written there), archive-too-new.
 */
export function decodeJournalLine(
  position: ChainPosition,
  line: string,
  sha256: Sha256,
): DecodedLine {
  const match = linePattern.exec(line);
  if (match === null) throw corrupt(position, "is not a journal line");
  const [, hash = "", rest = ""] = match;
  const body = `{${rest}`;
  if (sha256(`${position.hash}\n${body}`) !== hash)
    throw corrupt(position, "does not continue the hash chain");
  const record = parseBody(position, body);
  if (position.seq === 0)
    assertSchema(record["schema"], journalSchema, "journal.jsonl");
  if (record["seq"] !== position.seq)
    throw corrupt(position, "carries another line's number");
  return {
    ...readEntry(record["entry"]),
    next: { seq: position.seq + 1, hash },
  };
}

function parseBody(
  position: ChainPosition,
  body: string,
): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch (cause) {
    throw corrupt(position, "is not JSON", cause);
  }
}

/** An entry that cannot be used is left out, never an error: a newer minor version may have written it. */
function readEntry(value: unknown): Pick<DecodedLine, "entry" | "problem"> {
  const sample = readSample(value);
  if (sample !== null) return { entry: sample, problem: "" };
  const parsed = journalEntrySchema.safeParse(value);
  if (parsed.success) return { entry: parsed.data, problem: "" };
  const type =
    typeof value === "object" && value !== null && "type" in value
      ? value.type
      : undefined;
  const issue = parsed.error.issues[0];
  if (issue === undefined || issue.path[0] === "type" || type === undefined)
    return { entry: null, problem: `unknown type ${quote(type)}` };
  const where = issue.path.map(String).join(".").slice(0, 200);
  return {
    entry: null,
    problem: `${quote(type)}: ${where}: ${issue.message.slice(0, 200)}`,
  };
}

function quote(type: unknown): string {
  return typeof type === "string"
    ? JSON.stringify(type.slice(0, 100))
    : "(none)";
}

function corrupt(
  position: ChainPosition,
  what: string,
  cause?: unknown,
): TrivetError {
  return new TrivetError(
    "journal-corrupt",
    `journal.jsonl line ${position.seq + 1} ${what}`,
    { cause, detail: { member: "journal.jsonl", line: position.seq + 1 } },
  );
}
