// The main process's log: stderr, one line an event, with the time. Nothing of it reaches a page.

/** Writes one line; what cannot be written (a closed terminal) is dropped. */
export function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}

/** A terminal that went away must not end a recording. */
export function ignoreClosedTerminal(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => undefined);
}
