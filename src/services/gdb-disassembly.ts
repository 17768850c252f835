// A function's machine code with its source between: MI gives the code and the line numbers, `list` the text.

import { formatMiCommand } from "../core/gdb-mi/format-command.ts";
import type { GdbCodeLine, GdbDisassembly } from "../core/gdb-mi/inspection.ts";
import {
  parseDisassembly,
  parseSourceLines,
} from "../core/gdb-mi/parse-inspection.ts";
import type { GdbSession } from "./gdb-session.ts";

const answerMs = 10_000;
const mostInstructions = 3_000;
/** Lines of one file that are fetched at once: inlined code may come from two far ends of it. */
const mostSourceLines = 2_000;

/** `options` are MI options with a blank behind, or nothing; `place` is an expression. Codes as `runMi`. */
export async function readDisassembly(
  session: GdbSession,
  options: string,
  place: string,
): Promise<GdbDisassembly> {
  const { results } = await session.runMi(
    `${formatMiCommand(`data-disassemble ${options}-a`, place)} -- 4`,
    answerMs,
  );
  const { function: name, lines } = parseDisassembly(results);
  const { kept, omitted } = cut(lines);
  const texts = new Map<string, ReadonlyMap<number, string>>();
  for (const [file, [first, last]] of rangesOf(kept))
    texts.set(file, await readSource(session, file, first, last));
  return {
    function: name,
    lines: kept.map((line) => ({
      ...line,
      source:
        line.file === null
          ? null
          : (texts.get(line.file)?.get(line.line) ?? null),
    })),
    omitted,
  };
}

function cut(lines: readonly GdbCodeLine[]): {
  readonly kept: readonly GdbCodeLine[];
  readonly omitted: number;
} {
  let room = mostInstructions;
  let omitted = 0;
  const kept: GdbCodeLine[] = [];
  for (const line of lines) {
    const instructions = line.instructions.slice(0, room);
    room -= instructions.length;
    omitted += line.instructions.length - instructions.length;
    if (instructions.length > 0 || line.instructions.length === 0)
      kept.push({ ...line, instructions });
  }
  return { kept, omitted };
}

function rangesOf(
  lines: readonly GdbCodeLine[],
): ReadonlyMap<string, readonly [number, number]> {
  const ranges = new Map<string, readonly [number, number]>();
  for (const { file, line } of lines) {
    if (file === null || line === 0) continue;
    const [first, last] = ranges.get(file) ?? [line, line];
    ranges.set(file, [Math.min(first, line), Math.max(last, line)]);
  }
  return ranges;
}

async function readSource(
  session: GdbSession,
  file: string,
  first: number,
  last: number,
): Promise<ReadonlyMap<number, string>> {
  // The path comes from the executable: a name with a quote in it is none that gdb could be asked for.
  if (/["\r\n\\]/.test(file)) return new Map();
  const end = Math.min(last, first + mostSourceLines);
  const text = await session
    .runConsole(`list "${file}":${first},${end}`, answerMs)
    .catch(() => ""); // the source is not here: the code is shown without it
  return parseSourceLines(text);
}
