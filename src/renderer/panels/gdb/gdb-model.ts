// The pieces of the gdb panel that need no terminal.

import { errorCodes, type ErrorCode } from "../../../core/errors.ts";
import type { TranscriptChunk } from "../../../core/investigation/model.ts";

/** Characters drawn between two acknowledgements: small against the sender's window, large against a line. */
export const acknowledgeEvery = 5_000;

/**
 * Flow control's receiving end: counts what the terminal has drawn and tells the sender in portions, the rest on
 * `flush`. Without it a `bt` of a deep stack would be queued in the window faster than it is drawn.
 */
export class DrawnCounter {
  #pending = 0;
  readonly #acknowledge: (characters: number) => void;

  constructor(acknowledge: (characters: number) => void) {
    this.#acknowledge = acknowledge;
  }

  drawn(characters: number): void {
    this.#pending += characters;
    if (this.#pending >= acknowledgeEvery) this.flush();
  }

  flush(): void {
    if (this.#pending === 0) return;
    const characters = this.#pending;
    this.#pending = 0;
    this.#acknowledge(characters);
  }
}

/**
 * What the terminal showed, from the recorded transcript. The pty echoes what is typed, so input chunks are already
 * part of the output; sessions are parted by a line with the time each began.
 */
export function transcriptText(
  chunks: readonly TranscriptChunk[],
  headOf: (session: string, startedAtMillis: number) => string,
): string {
  let session: string | null = null;
  let text = "";
  for (const chunk of chunks) {
    if (chunk.session !== session) {
      if (session !== null && !text.endsWith("\n")) text += "\r\n";
      text += `\x1b[90m${headOf(chunk.session, chunk.atMillis)}\x1b[0m\r\n`;
      session = chunk.session;
    }
    if (chunk.direction === "output") text += chunk.text;
  }
  return text;
}

/** An obstacle as the error views show it; a code that this version does not know keeps its fact. */
export function errorFact(obstacle: {
  readonly code: string;
  readonly message: string;
}): { readonly code: ErrorCode; readonly message: string } {
  const code = errorCodes.find((known) => known === obstacle.code);
  return { code: code ?? "gdb-failed", message: obstacle.message };
}
