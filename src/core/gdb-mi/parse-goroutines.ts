// What our Go commands in gdb print with --json, checked: it comes from a script that reads another process's memory.

import { errorCodes, TrivetError } from "../errors.ts";
import type { GdbFrame, GdbGoroutine, GdbGoroutines } from "./inspection.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Codes: what the helper reported (`target-not-go`, …), or gdb-failed when it is not what was asked for. */
export function parseGdbGoroutines(json: string): GdbGoroutines {
  const answer = parseAnswer(json);
  return { total: count(answer, "total"), rows: list(answer, "rows", row) };
}

/** Codes as `parseGdbGoroutines`. */
export function parseGoroutineFrames(json: string): readonly GdbFrame[] {
  return list(parseAnswer(json), "frames", (frame, level) => ({
    level,
    address: text(frame, "address"),
    function: text(frame, "function"),
    file: frame["line"] === 0 ? null : text(frame, "file"),
    line: frame["line"] === 0 ? null : count(frame, "line"),
  }));
}

const row = (fields: Fields): GdbGoroutine => ({
  id: count(fields, "id"),
  status: text(fields, "status"),
  waitReason: text(fields, "waitReason"),
  function: text(fields, "function"),
  start: text(fields, "start"),
});

function parseAnswer(json: string): Fields {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw new TrivetError("gdb-failed", "gdb's answer is not JSON", { cause });
  }
  const answer = fieldsOf(data, "answer");
  if (answer["error"] === undefined) return answer;
  const error = fieldsOf(answer["error"], "error");
  throw new TrivetError(
    errorCodes.find((code) => code === error["code"]) ?? "gdb-failed",
    text(error, "message"),
  );
}

function list<T>(
  fields: Fields,
  name: string,
  parse: (fields: Fields, index: number) => T,
): readonly T[] {
  const items = fields[name];
  if (!Array.isArray(items)) throw refused(name);
  return items.map((item, index) => parse(fieldsOf(item, name), index));
}

function fieldsOf(data: unknown, what: string): Fields {
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw refused(what);
  return data as Fields;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw refused(name);
  return value;
}

function count(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw refused(name);
  return value;
}

const refused = (name: string): TrivetError =>
  new TrivetError("gdb-failed", `gdb's answer has no proper ${name}`);
