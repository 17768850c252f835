// Commands and answers over MI: every command gets a number, and the answer with that number settles it.

import { TrivetError } from "../core/errors.ts";
import { formatConsoleCommand } from "../core/gdb-mi/format-command.ts";
import { parseMiLine } from "../core/gdb-mi/parse-line.ts";
import {
  miText,
  type MiRecord,
  type MiResultRecord,
} from "../core/gdb-mi/records.ts";
import { gdbRefusal } from "./gdb-errors.ts";
import type { Clock, Disposable } from "./ports/basics.ts";
import type { GdbProcess } from "./ports/gdb.ts";

interface Pending {
  readonly command: string;
  /** Text that gdb printed over MI while the command ran. */
  console: string;
  log: string;
  settle(answer: MiResultRecord | TrivetError): void;
}

export class GdbMiClient {
  readonly #process: GdbProcess;
  readonly #clock: Clock;
  readonly #onRecord: (record: MiRecord) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #subscription: Disposable;
  #lastToken = 0;
  #closed: TrivetError | null = null;

  /** `onRecord` sees every record, answers included, in the order gdb wrote them. */
  constructor(
    process: GdbProcess,
    clock: Clock,
    onRecord: (record: MiRecord) => void,
  ) {
    this.#process = process;
    this.#clock = clock;
    this.#onRecord = onRecord;
    this.#subscription = process.onMiLine((line) => this.#receive(line));
  }

  /** Codes: gdb-timeout, gdb-died, and those of `gdbRefusal`. */
  async send(command: string, timeoutMs: number): Promise<MiResultRecord> {
    return (await this.#run(command, timeoutMs)).answer;
  }

  /** Runs a command of gdb's own language and gives back what it printed. Codes as `send`. */
  async sendConsole(command: string, timeoutMs: number): Promise<string> {
    const line = formatConsoleCommand(command);
    return (await this.#run(line, timeoutMs)).console;
  }

  /** gdb is gone: whoever waits gets `error`, and so does everybody who comes later. */
  close(error: TrivetError): void {
    this.#closed ??= error;
    this.#subscription.dispose();
    for (const pending of [...this.#pending.values()]) pending.settle(error);
  }

  async #run(
    command: string,
    timeoutMs: number,
  ): Promise<{ readonly answer: MiResultRecord; readonly console: string }> {
    if (this.#closed !== null) throw this.#closed;
    const token = ++this.#lastToken;
    const timer = new AbortController();
    const pending: Pending = {
      command,
      console: "",
      log: "",
      settle: () => undefined,
    };
    const answer = await new Promise<MiResultRecord | TrivetError>(
      (resolve) => {
        pending.settle = resolve;
        this.#pending.set(token, pending);
        this.#clock.sleep(timeoutMs, timer.signal).then(
          () =>
            resolve(
              new TrivetError(
                "gdb-timeout",
                `gdb has not answered ${command} within ${timeoutMs / 1000} s`,
              ),
            ),
          () => undefined, // answered in time
        );
        this.#process.writeMi(`${token}${command}`);
      },
    );
    timer.abort();
    this.#pending.delete(token);
    if (answer instanceof TrivetError) throw answer;
    if (answer.class === "error")
      throw gdbRefusal(
        miText(answer.results, "msg") ?? "no reason given",
        pending.log,
      );
    return { answer, console: pending.console };
  }

  #receive(line: string): void {
    const record = parseMiLine(line);
    // gdb runs one command at a time: what it prints belongs to the oldest one that waits.
    const oldest = this.#pending.values().next().value;
    if (record.kind === "console" && oldest !== undefined)
      oldest.console += record.text;
    if (record.kind === "log" && oldest !== undefined)
      oldest.log += record.text;
    this.#onRecord(record);
    if (record.kind === "result" && record.token !== null)
      this.#pending.get(record.token)?.settle(record);
  }
}
