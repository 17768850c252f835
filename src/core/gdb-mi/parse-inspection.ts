// From MI's answers to what the panels show. A field that is absent stays null; nothing here throws on a shape that a
// newer gdb might have.

import type {
  GdbBreakpoint,
  GdbBreakpointKind,
  GdbCodeLine,
  GdbFrame,
  GdbInstruction,
  GdbMemory,
  GdbThread,
} from "./inspection.ts";
import { markInstruction } from "./mark-instruction.ts";
import {
  miField,
  miText,
  miTuple,
  type MiTuple,
  type MiValue,
} from "./records.ts";

/** The tuples in a list field, whether gdb names them (`[frame={…},…]`) or not (`[{…},…]`). */
export function miTuples(tuple: MiTuple, name: string): readonly MiTuple[] {
  const value = miField(tuple, name);
  return value === undefined ? [] : tuplesOf(value);
}

function tuplesOf(value: MiValue): readonly MiTuple[] {
  if (typeof value === "string") return [];
  // An empty list and an empty tuple both say "none".
  if (value.kind === "tuple") return value.results.length === 0 ? [] : [value];
  return value.items.flatMap(({ value: item }) =>
    typeof item !== "string" && item.kind === "tuple" ? [item] : [],
  );
}

function count(tuple: MiTuple, name: string): number | null {
  const text = miText(tuple, name);
  if (text === undefined) return null;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : null;
}

/** Answer of `-thread-info`. */
export function parseThreads(answer: MiTuple): readonly GdbThread[] {
  const selected = miText(answer, "current-thread-id");
  return miTuples(answer, "threads").map((thread) => {
    const id = miText(thread, "id") ?? "?";
    const frame = miTuple(thread, "frame");
    const place = miText(thread, "target-id") ?? "";
    const name = miText(thread, "name");
    return {
      id,
      systemName: name === undefined ? place : `${place} ${name}`,
      isRunning: miText(thread, "state") === "running",
      isSelected: id === selected,
      frame: frame === undefined ? null : parseFrame(frame),
    };
  });
}

/** Answer of `-stack-list-frames`. */
export function parseFrames(answer: MiTuple): readonly GdbFrame[] {
  return miTuples(answer, "stack").map(parseFrame);
}

function parseFrame(frame: MiTuple): GdbFrame {
  const name = miText(frame, "func");
  return {
    level: count(frame, "level") ?? 0,
    address: miText(frame, "addr") ?? "?",
    function: name === undefined || name === "??" ? null : name,
    file: miText(frame, "fullname") ?? miText(frame, "file") ?? null,
    line: count(frame, "line"),
  };
}

/** Answer of `-stack-list-variables --simple-values`; `value` is null for what gdb does not call simple. */
export function parseVariables(answer: MiTuple): readonly {
  readonly name: string;
  readonly isArgument: boolean;
  readonly type: string;
  readonly value: string | null;
}[] {
  return miTuples(answer, "variables").map((variable) => ({
    name: miText(variable, "name") ?? "?",
    isArgument: miText(variable, "arg") === "1",
    type: miText(variable, "type") ?? "",
    value: miText(variable, "value") ?? null,
  }));
}

const kinds: Readonly<Record<string, GdbBreakpointKind>> = {
  breakpoint: "breakpoint",
  "hw breakpoint": "breakpoint",
  watchpoint: "watchpoint",
  "hw watchpoint": "watchpoint",
  "read watchpoint": "read-watchpoint",
  "acc watchpoint": "access-watchpoint",
  catchpoint: "catchpoint",
};

/** Answer of `-break-list`. */
export function parseBreakpoints(answer: MiTuple): readonly GdbBreakpoint[] {
  const table = miTuple(answer, "BreakpointTable");
  if (table === undefined) return [];
  return miTuples(table, "body").map((row) => ({
    number: miText(row, "number") ?? "?",
    kind: kinds[miText(row, "type") ?? ""] ?? "other",
    isEnabled: miText(row, "enabled") !== "n",
    isTemporary: miText(row, "disp") === "del",
    what:
      miText(row, "what") ??
      miText(row, "func") ??
      miText(row, "original-location") ??
      miText(row, "pending") ??
      "",
    address: miText(row, "addr") ?? null,
    file: miText(row, "fullname") ?? miText(row, "file") ?? null,
    line: count(row, "line"),
    condition: miText(row, "cond") ?? null,
    hits: count(row, "times") ?? 0,
  }));
}

/** Answer of `-data-read-memory-bytes`: the first block that could be read; null when none could. */
export function parseMemory(answer: MiTuple): GdbMemory | null {
  const block = miTuples(answer, "memory")[0];
  if (block === undefined) return null;
  return {
    address: miText(block, "begin") ?? "?",
    hex: miText(block, "contents") ?? "",
  };
}

/** Answer of `-data-disassemble … -- 4`, sources first; code without line numbers comes as one line 0. */
export function parseDisassembly(answer: MiTuple): {
  readonly function: string | null;
  readonly lines: readonly GdbCodeLine[];
} {
  let name: string | null = null;
  const instruction = (tuple: MiTuple): GdbInstruction => {
    name ??= miText(tuple, "func-name") ?? null;
    const text = miText(tuple, "inst") ?? "";
    return {
      address: miText(tuple, "address") ?? "?",
      offset: count(tuple, "offset") ?? 0,
      text: text.replaceAll("\t", " "),
      mark: markInstruction(text),
    };
  };
  const rows = miTuples(answer, "asm_insns");
  const bare = rows.filter((row) => miText(row, "line") === undefined);
  const lines = rows
    .filter((row) => miText(row, "line") !== undefined)
    .map((row) => ({
      file: miText(row, "fullname") ?? miText(row, "file") ?? null,
      line: count(row, "line") ?? 0,
      source: null,
      instructions: miTuples(row, "line_asm_insn").map(instruction),
    }));
  if (bare.length > 0)
    lines.push({
      file: null,
      line: 0,
      source: null,
      instructions: bare.map(instruction),
    });
  return { function: name, lines };
}

/** gdb's `list` output: text by line number. */
export function parseSourceLines(text: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const line of text.split("\n")) {
    const match = /^(\d+)\t(.*)$/.exec(line);
    if (match !== null) found.set(Number(match[1]), match[2] ?? "");
  }
  return found;
}

/** Go names that gdb takes for expressions of another meaning: `main.run` becomes `'main.run'`. */
export function quoteGoName(text: string): string {
  const typed = text.trim();
  return /^[\p{L}_][\p{L}\p{N}_/.\-~%]*\.(?:\(\*?[^()]+\)\.)?[\p{L}_][\p{L}\p{N}_.-]*$/u.test(
    typed,
  )
    ? `'${typed}'`
    : typed;
}
