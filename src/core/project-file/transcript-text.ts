// A console transcript as plain text, for people who have only `unzip`. It is derived from the journal's transcript
// chunks and can be made again at any time.

import type { TranscriptChunk } from "../investigation/model.ts";

// What terminals interpret and text files do not: CSI and OSC sequences, other escapes, and control characters
// except tab and newline.
const escapes =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_=>]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** `transcripts/<session>.txt`; a session's name that is no file name is replaced by its digest. */
export function transcriptMember(
  session: string,
  sha256: (data: string) => string,
): string {
  const name = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(session)
    ? session
    : `session-${sha256(session).slice(0, 16)}`;
  return `transcripts/${name}.txt`;
}

/**
 * Chunks of one session in order. What was typed is marked with its time, what was printed stands as it was, without
 * escape sequences.
 */
export function formatTranscript(chunks: readonly TranscriptChunk[]): string {
  const out: string[] = [];
  for (const chunk of chunks) {
    const text = chunk.text.replace(/\r\n?/g, "\n").replace(escapes, "");
    if (chunk.direction === "output") out.push(text);
    else out.push(formatInput(chunk.atMillis, text));
  }
  const all = out.join("");
  return all.endsWith("\n") ? all : `${all}\n`;
}

function formatInput(atMillis: number, text: string): string {
  const at = Number.isFinite(atMillis) && Math.abs(atMillis) <= 8.64e15;
  const time = at ? new Date(atMillis).toISOString() : "unknown time";
  return `\n[${time}] typed: ${JSON.stringify(text)}\n`;
}
