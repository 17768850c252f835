// Reads a journal as a stream of lines, checking the chain. What cannot be trusted is not read: reading ends at the
// first damaged line, and the caller decides whether what stands before it is enough.

import type { Readable } from "node:stream";
import { TrivetError, toTrivetError } from "../../core/errors.ts";
import type { JournalEntry } from "../../core/investigation/journal-entry.ts";
import {
  chainStart,
  decodeJournalLine,
  maxLineBytes,
  type ChainPosition,
} from "../../core/project-file/journal-line.ts";
import { sha256 } from "./disk.ts";

export interface JournalReading {
  readonly entries: readonly JournalEntry[];
  /** Behind the last good line. */
  readonly position: ChainPosition;
  readonly bytes: number;
  /** Bytes of an unfinished last line; a crash while writing leaves one. */
  readonly tornBytes: number;
  /** The first line that is not what was written there; everything behind it is unread. */
  readonly damage: TrivetError | null;
  /** Lines whose entry this version cannot use, by what is wrong with them. They stay in the journal. */
  readonly unread: ReadonlyMap<string, number>;
}

const newline = 0x0a;

/** Codes: archive-too-new; a damaged line is a result. Errors of the stream itself are thrown as they are. */
export async function readJournal(
  source: Readable | AsyncIterable<Buffer>,
): Promise<JournalReading> {
  const entries: JournalEntry[] = [];
  const unread = new Map<string, number>();
  let position = chainStart;
  let bytes = 0;
  const finish = (
    tornBytes: number,
    damage: TrivetError | null,
  ): JournalReading => ({
    entries,
    position,
    bytes,
    tornBytes,
    damage,
    unread,
  });
  let partial: Buffer[] = [];
  let partialBytes = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(newline, start);
      if (end < 0) break;
      const line = Buffer.concat([...partial, chunk.subarray(start, end)]);
      partial = [];
      partialBytes = 0;
      start = end + 1;
      try {
        const text = line.toString("utf8");
        const decoded = decodeJournalLine(position, text, sha256);
        if (decoded.entry !== null) entries.push(decoded.entry);
        else
          unread.set(decoded.problem, (unread.get(decoded.problem) ?? 0) + 1);
        position = decoded.next;
        bytes += line.length + 1;
      } catch (error) {
        const damage = toTrivetError(error);
        if (damage.code !== "journal-corrupt") throw damage;
        return finish(0, damage);
      }
    }
    partial.push(chunk.subarray(start));
    partialBytes += chunk.length - start;
    if (partialBytes > maxLineBytes)
      return finish(
        0,
        new TrivetError(
          "journal-corrupt",
          `journal.jsonl line ${position.seq + 1} is longer than ${maxLineBytes} bytes`,
          { detail: { member: "journal.jsonl", line: position.seq + 1 } },
        ),
      );
  }
  return finish(partialBytes, null);
}

export interface OpeningWarning {
  readonly code: string;
  readonly message: string;
}

/** What a reader should know about a journal that was read: damage, a torn line, entries of a newer version. */
export function warningsOf(reading: JournalReading): OpeningWarning[] {
  const warnings: OpeningWarning[] = [];
  if (reading.damage !== null)
    warnings.push({
      code: "journal-corrupt",
      message: `${reading.damage.message}; the ${reading.position.seq} entries before it were opened`,
    });
  if (reading.tornBytes > 0)
    warnings.push({
      code: "journal-corrupt",
      message: `the last ${reading.tornBytes} bytes of journal.jsonl are an unfinished entry and were left out`,
    });
  const kinds = [...reading.unread].slice(0, 10);
  for (const [problem, count] of kinds)
    warnings.push({
      code: "archive-too-new",
      message: `${count} entries are kept in the journal but not shown: ${problem}`,
    });
  return warnings;
}

/** Snapshots whose evidence is not there: one warning each, up to twenty. */
export function missingEvidence(
  entries: readonly JournalEntry[],
  present: (member: string) => boolean,
): OpeningWarning[] {
  const missing = new Set<string>();
  for (const entry of entries)
    if (entry.type === "snapshot" && !present(entry.snapshot.member))
      missing.add(entry.snapshot.member);
  return [...missing].slice(0, 20).map((member) => ({
    code: "archive-mismatch",
    message: `evidence of a snapshot is missing: ${member.slice(0, 200)}`,
  }));
}
