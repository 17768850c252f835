// What gdb's panels ask of a stopped target, over MI beside the console: threads, stacks, variables, memory and code.
// Nothing here changes what the console has selected.

import { TrivetError } from "../core/errors.ts";
import { formatMiCommand } from "../core/gdb-mi/format-command.ts";
import type {
  GdbDisassembly,
  GdbFrame,
  GdbGoroutines,
  GdbMemory,
  GdbThread,
  GdbVariable,
} from "../core/gdb-mi/inspection.ts";
import {
  parseFrames,
  parseMemory,
  parseThreads,
  parseVariables,
  quoteGoName,
} from "../core/gdb-mi/parse-inspection.ts";
import { miText } from "../core/gdb-mi/records.ts";
import { readDisassembly } from "./gdb-disassembly.ts";
import { readGoroutines, readGoroutineStack } from "./gdb-goroutines.ts";
import type { GdbSession } from "./gdb-session.ts";

const answerMs = 5_000;
const mostFrames = 200;
/** Structures and slices are asked for one by one. */
const mostComplexValues = 60;

export interface FrameChoice {
  /** gdb's number of the thread. */
  readonly thread: string;
  readonly frame: number;
}

export class GdbInspection {
  readonly #session: GdbSession;

  constructor(session: GdbSession) {
    this.#session = session;
  }

  /** Codes of all methods: not-found when nothing is attached, gdb-failed, gdb-timeout, gdb-died. */
  async threads(): Promise<readonly GdbThread[]> {
    const { results } = await this.#session.runMi("-thread-info", answerMs);
    return parseThreads(results);
  }

  /** Innermost first, 200 at most. */
  async frames(thread: string): Promise<readonly GdbFrame[]> {
    const command = `-stack-list-frames --thread ${digits(thread)} 0 ${mostFrames - 1}`;
    const { results } = await this.#session.runMi(command, answerMs);
    return parseFrames(results);
  }

  /** Also target-not-go. Of 10,000 goroutines the first 2,000 by id. */
  async goroutines(): Promise<GdbGoroutines> {
    return readGoroutines(this.#session);
  }

  /** Frames of a goroutine that need not be on a thread. Codes: also target-not-go. */
  async goroutineStack(id: number): Promise<readonly GdbFrame[]> {
    return readGoroutineStack(this.#session, id);
  }

  /** Arguments first, as gdb lists them. */
  async variables(choice: FrameChoice): Promise<readonly GdbVariable[]> {
    const at = frameOptions(choice);
    const { results } = await this.#session.runMi(
      `-stack-list-variables ${at} --simple-values`,
      answerMs,
    );
    const listed = parseVariables(results);
    let asked = 0;
    const found: GdbVariable[] = [];
    for (const variable of listed) {
      const value =
        variable.value ??
        (asked++ < mostComplexValues
          ? await this.#evaluate(at, variable.name)
          : "…");
      found.push({ ...variable, value });
    }
    return found.sort((a, b) => Number(b.isArgument) - Number(a.isArgument));
  }

  /** `expression` is an address, or anything whose value is one. Code: also memory-unreadable. */
  async memory(expression: string, bytes: number): Promise<GdbMemory> {
    const command = formatMiCommand(
      "data-read-memory-bytes",
      oneLine(quoteGoName(expression)),
      bytes,
    );
    const { results } = await this.#session.runMi(command, answerMs);
    const memory = parseMemory(results);
    if (memory === null)
      throw new TrivetError(
        "memory-unreadable",
        `nothing can be read at ${expression}`,
      );
    return memory;
  }

  /** The whole function around an address or a name; null = around a frame's pc. */
  async disassembly(
    expression: string | null,
    choice: FrameChoice | null,
  ): Promise<GdbDisassembly> {
    const at = choice === null ? "" : `${frameOptions(choice)} `;
    const place = expression === null ? "$pc" : quoteGoName(expression);
    return readDisassembly(this.#session, at, oneLine(place));
  }

  async #evaluate(at: string, name: string): Promise<string> {
    try {
      const { results } = await this.#session.runMi(
        formatMiCommand(`data-evaluate-expression ${at}`, oneLine(name)),
        answerMs,
      );
      return miText(results, "value") ?? "";
    } catch (thrown) {
      // A variable that cannot be read is a fact about it, not about the frame.
      if (thrown instanceof TrivetError && thrown.code === "gdb-failed")
        return `<${thrown.message.replace(/^gdb: /, "")}>`;
      throw thrown;
    }
  }
}

function frameOptions({ thread, frame }: FrameChoice): string {
  return `--thread ${digits(thread)} --frame ${frame}`;
}

/** gdb's numbers of threads: `4`, or `1.4` with several processes. */
function digits(number: string): string {
  if (/^\d+(?:\.\d+)?$/.test(number)) return number;
  throw new TrivetError("not-found", `there is no thread ${number}`);
}

/** MI commands are lines. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}
