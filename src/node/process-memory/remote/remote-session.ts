// Questions to the server script and its answers. Questions are written at once, answers are read in their order: what
// does not need an earlier answer does not wait for it.

import { randomBytes } from "node:crypto";
import { TrivetError } from "../../../core/errors.ts";
import { ChildPipe, type PipeOptions } from "./child-pipe.ts";
import { serverLine } from "./server-script.ts";

/** The target as it was after an answer; null when it is gone, or no zombie's memory is left. */
export interface RemoteIdentity {
  readonly startTicks: number;
  /** Where code and stack lie: another program under the same PID has others. */
  readonly places: string;
}
export interface Blocks {
  readonly bytes: Uint8Array;
  /** Blocks that were read whole, and those that a file's end cut short or that could not be read. */
  readonly full: number;
  readonly partial: number;
  readonly status: number;
  /** What dd said of what failed. */
  readonly words: string;
  readonly identity: RemoteIdentity | null;
}
export interface TextAnswer {
  readonly text: string;
  readonly status: number;
  readonly identity: RemoteIdentity | null;
}
export interface BlockRequest {
  readonly file: "mem" | "exe" | "auxv";
  readonly blockBytes: number;
  readonly skip: number;
  readonly count: number;
}

/** Greetings and warnings of a login before the server answers. */
const mostGreetingLines = 10_000;
const mostLineBytes = 64 << 10;
const mostTextBytes = 64 << 20;

export class RemoteSession {
  readonly #pipe: ChildPipe;
  readonly #mark: string;
  /** The end of the last answer that was asked for. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(pipe: ChildPipe, mark: string) {
    this.#pipe = pipe;
    this.#mark = mark;
  }

  /** Codes: remote-failed, remote-timeout, remote-unsuitable, cancelled. */
  static async open(pid: number, options: PipeOptions): Promise<RemoteSession> {
    const half = (): string => randomBytes(12).toString("hex");
    const halves = [half(), half()] as const;
    const pipe = new ChildPipe(options);
    const session = new RemoteSession(pipe, halves.join(""));
    pipe.write(serverLine(pid, halves));
    try {
      await session.#awaitGreeting();
    } catch (error) {
      await pipe.close();
      throw error;
    }
    pipe.markOpen();
    return session;
  }

  get command(): string {
    return this.#pipe.command;
  }

  close(): Promise<void> {
    return this.#pipe.close();
  }

  fail(error: TrivetError): TrivetError {
    return this.#pipe.fail(error);
  }

  /** Codes: remote-lost, remote-timeout, cancelled. */
  readBlocks(request: BlockRequest): Promise<Blocks> {
    const { file, blockBytes, skip, count } = request;
    return this.#ask(`b ${file} ${blockBytes} ${skip} ${count}`, async () => {
      const bytes = new Uint8Array(blockBytes * count);
      await this.#pipe.readInto(bytes);
      const fields = await this.#readTrailer("=");
      const [status, full, partial] = fields.splice(0, 3).map(Number);
      return {
        bytes,
        status: status ?? NaN,
        full: full ?? NaN,
        partial: partial ?? NaN,
        identity: identityOf(fields.splice(0, 5)),
        words: fields.join(" "),
      };
    });
  }

  /** Of a file of the target. Codes: those of `readBlocks`. */
  readText(file: "maps" | "status"): Promise<TextAnswer> {
    return this.#askText(`t ${file}`);
  }

  /** Status 0 where it opens; the text says why not. */
  tryOpening(file: "mem" | "exe" | "auxv"): Promise<TextAnswer> {
    return this.#askText(`o ${file}`);
  }

  executableSize(): Promise<TextAnswer> {
    return this.#askText("s");
  }

  /** A line for each thread: its id, and its /proc/PID/task/TID/syscall. */
  readThreads(): Promise<TextAnswer> {
    return this.#askText("r");
  }

  #askText(line: string): Promise<TextAnswer> {
    return this.#ask(line, async () => {
      const lines: string[] = [];
      const end = `.${this.#mark} `;
      for (let length = 0; length < mostTextBytes;) {
        const text = latin1(await this.#pipe.readLine(mostLineBytes));
        if (text.startsWith(end)) {
          const fields = text.slice(end.length).split(" ");
          return {
            text: lines.join("\n"),
            status: Number(fields.shift()),
            identity: identityOf(fields),
          };
        }
        lines.push(Buffer.from(text, "latin1").toString("utf8"));
        length += text.length;
      }
      throw this.fail(this.#pipe.disturbed("a text without an end"));
    });
  }

  #ask<T>(line: string, take: () => Promise<T>): Promise<T> {
    this.#pipe.write(`${line}\n`);
    const answer = this.#turn.then(take);
    // After a failure every later answer fails by itself: the pipe says why.
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #readTrailer(kind: string): Promise<string[]> {
    const line = latin1(await this.#pipe.readLine(mostLineBytes));
    const lead = `${kind}${this.#mark} `;
    if (line.startsWith(lead)) return line.slice(lead.length).split(" ");
    throw this.fail(this.#pipe.disturbed("something else"));
  }

  async #awaitGreeting(): Promise<void> {
    for (let count = 0; count < mostGreetingLines; count++) {
      const line = latin1(await this.#pipe.readLine(mostLineBytes));
      if (!line.startsWith(`${this.#mark} `)) continue;
      const state = line.slice(this.#mark.length + 1);
      if (state !== "ok") throw this.fail(this.#unsuitable(state));
      return;
    }
    throw this.fail(this.#pipe.disturbed(`${mostGreetingLines} lines`));
  }

  #unsuitable(state: string): TrivetError {
    const facts: Readonly<Record<string, string>> = {
      tools: "there is no dd or no wc there",
      proc: "there is no /proc there",
      // The line ended in CR LF.
      "ok\r":
        "it gives a terminal, which changes the bytes that go through it (ssh -t, docker exec -t)",
    };
    return new TrivetError(
      "remote-unsuitable",
      `${JSON.stringify(this.command)}: ${facts[state] ?? "an answer that makes no sense"}`,
      { detail: { command: this.command, state } },
    );
  }
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    "latin1",
  );

/** `S 8123 startcode endcode startstack` */
function identityOf([
  state = "",
  start = "",
  ...places
]: readonly string[]): RemoteIdentity | null {
  return !/^\d+$/.test(start) || state === "Z" || state === "X"
    ? null
    : { startTicks: Number(start), places: places.join(" ") };
}
