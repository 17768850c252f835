// The second pseudoterminal: it carries `new-ui mi3`, invisible to whoever types in the console. gdb wants a terminal
// there; channel.py makes it raw, so that lines pass as they are.

import { closeSync, constants, openSync } from "node:fs";
import type { ReadStream } from "node:tty";
import * as pty from "node-pty";
import { MiLineSplitter } from "../../core/gdb-mi/split-lines.ts";
import type { Disposable } from "../../services/ports/basics.ts";

export class MiChannel {
  /** Device that gdb opens: `/dev/pts/7`. */
  readonly path: string;
  readonly #master: ReadStream;
  readonly #splitter = new MiLineSplitter();
  readonly #listeners = new Set<(line: string) => void>();
  #heldSlave: number | null;
  #closed = false;

  constructor() {
    const { master, slave, ptsName } = pty.open({
      cols: 1000,
      rows: 100,
      encoding: null,
    });
    this.path = ptsName;
    this.#master = master;
    // Reading the slave here would take gdb's input away. It is held open without being read, because a master whose
    // slave nobody has open reads as hung up; gdb's own handle takes over with its first words.
    this.#heldSlave = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
    slave.destroy();
    master.on("data", (bytes: Uint8Array) => this.#receive(bytes));
    // EIO is how a master says that gdb is gone; the console's exit tells the rest.
    master.on("error", () => this.close());
  }

  onLine(listener: (line: string) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  writeLine(line: string): void {
    if (!this.#closed) this.#master.write(`${line}\n`);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#releaseSlave();
    this.#master.destroy();
  }

  #receive(bytes: Uint8Array): void {
    this.#releaseSlave();
    for (const line of this.#splitter.push(bytes))
      for (const listener of [...this.#listeners]) listener(line);
  }

  #releaseSlave(): void {
    if (this.#heldSlave === null) return;
    closeSync(this.#heldSlave);
    this.#heldSlave = null;
  }
}
