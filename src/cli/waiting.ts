// A word on stderr while a target takes its time: whoever waits sees that it is the target that they wait for.

import { formatBytes } from "../core/format/quantity.ts";
import type { CommandIo } from "./command.ts";

const firstWordMs = 2_000;
const everyMs = 10_000;

export interface Waiting {
  /** For `HttpRequest.onProgress`. */
  readonly onProgress: (bytes: number) => void;
  done(): void;
}

/** Call `done` when the answer is there. */
export function sayWhileWaiting(what: string, io: CommandIo): Waiting {
  let received = 0;
  const say = (): void =>
    io.stderr(
      received === 0
        ? `waiting for ${what} (Ctrl-C gives up)\n`
        : `reading ${what}, ${formatBytes(received)} so far\n`,
    );
  let next = setTimeout(again, firstWordMs);
  function again(): void {
    say();
    next = setTimeout(again, everyMs);
  }
  return {
    onProgress: (bytes) => (received = bytes),
    done: () => clearTimeout(next),
  };
}
