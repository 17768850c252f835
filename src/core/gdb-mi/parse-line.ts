// One line of MI output into a record. Never throws: what cannot be read comes back as `malformed`, because one odd
// line must not end a session that holds a live process.

import { lexCString } from "./lex-c-string.ts";
import type {
  MiAsyncRecord,
  MiList,
  MiRecord,
  MiResult,
  MiResultClass,
  MiStreamRecord,
  MiTuple,
  MiValue,
} from "./records.ts";

const resultClasses: ReadonlySet<string> = new Set<MiResultClass>([
  "done",
  "running",
  "connected",
  "error",
  "exit",
]);
const asyncKinds: Readonly<Record<string, MiAsyncRecord["kind"]>> = {
  "*": "exec",
  "+": "status",
  "=": "notify",
};
const streamKinds: Readonly<Record<string, MiStreamRecord["kind"]>> = {
  "~": "console",
  "@": "target",
  "&": "log",
};
const emptyTuple: MiTuple = { kind: "tuple", results: [] };
/** Values nest a few levels deep; a line that nests deeper is hostile, and recursion must stay bounded. */
const deepest = 200;

class Stuck extends Error {
  readonly offset: number;
  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

/** Reads one line, without its line end. */
export function parseMiLine(line: string): MiRecord {
  if (line.trimEnd() === "(gdb)") return { kind: "prompt" };
  try {
    return parseRecord(line);
  } catch (thrown) {
    if (!(thrown instanceof Stuck)) throw thrown;
    return {
      kind: "malformed",
      line,
      offset: thrown.offset,
      reason: thrown.message,
    };
  }
}

function parseRecord(line: string): MiRecord {
  const stream = streamKinds[line[0] ?? ""];
  if (stream !== undefined) return parseStream(line, stream);
  const digits = /^\d*/.exec(line)?.[0] ?? "";
  const token = digits === "" ? null : Number(digits);
  if (token !== null && !Number.isSafeInteger(token))
    throw new Stuck(0, "token out of range");
  const sign = line[digits.length] ?? "";
  const name = /^[A-Za-z][\w-]*/.exec(line.slice(digits.length + 1))?.[0];
  if (sign === "^") {
    if (name === undefined || !resultClasses.has(name))
      throw new Stuck(digits.length + 1, "unknown result class");
    return {
      kind: "result",
      token,
      class: name as MiResultClass,
      results: parseResults(line, digits.length + 1 + name.length),
    };
  }
  const kind = asyncKinds[sign];
  if (kind === undefined) throw new Stuck(digits.length, "not an MI record");
  if (name === undefined)
    throw new Stuck(digits.length + 1, "asynchronous class missing");
  return {
    kind,
    token,
    class: name,
    results: parseResults(line, digits.length + 1 + name.length),
  };
}

function parseStream(
  line: string,
  kind: MiStreamRecord["kind"],
): MiStreamRecord {
  const text = lexCString(line, 1);
  if (text === null) throw new Stuck(1, "string does not end");
  if (text.end !== line.length)
    throw new Stuck(text.end, "text after the string");
  return { kind, text: text.text };
}

/** `,name=value,…` up to the end of the line. */
function parseResults(line: string, start: number): MiTuple {
  if (start === line.length) return emptyTuple;
  if (line[start] !== ",") throw new Stuck(start, "comma expected");
  const reader = new ValueReader(line, start + 1);
  const results = reader.results(null);
  reader.expectEnd();
  return { kind: "tuple", results };
}

class ValueReader {
  readonly #line: string;
  #at: number;
  #depth = 0;

  constructor(line: string, at: number) {
    this.#line = line;
    this.#at = at;
  }

  expectEnd(): void {
    if (this.#at !== this.#line.length)
      throw new Stuck(this.#at, "text after the results");
  }

  /**
   * Results up to `close`, which is left in place. A value without a name belongs to the one before it: gdb writes a
   * breakpoint with several locations as `bkpt={…},{…}`.
   */
  results(close: string | null): MiResult[] {
    const results: MiResult[] = [];
    if (close !== null && this.#line[this.#at] === close) return results;
    for (;;) {
      const before = results.at(-1)?.name;
      const name =
        before !== undefined && this.#atValue() ? before : this.#name();
      results.push({ name, value: this.#value() });
      if (this.#line[this.#at] !== ",") return results;
      this.#at++;
    }
  }

  #atValue(): boolean {
    const character = this.#line[this.#at];
    return character === '"' || character === "{" || character === "[";
  }

  #name(): string {
    const equals = this.#line.indexOf("=", this.#at);
    const name = equals < 0 ? "" : this.#line.slice(this.#at, equals);
    // gdb's names are words, but variable objects may carry any field name of the program.
    if (name === "" || /["{}[\],]/.test(name))
      throw new Stuck(this.#at, "name expected");
    this.#at = equals + 1;
    return name;
  }

  #value(): MiValue {
    const character = this.#line[this.#at];
    if (character === '"') {
      const text = lexCString(this.#line, this.#at);
      if (text === null) throw new Stuck(this.#at, "string does not end");
      this.#at = text.end;
      return text.text;
    }
    if (character !== "{" && character !== "[")
      throw new Stuck(this.#at, "value expected");
    if (++this.#depth > deepest) throw new Stuck(this.#at, "nested too deeply");
    this.#at++;
    const value = character === "{" ? this.#tuple() : this.#list();
    this.#depth--;
    return value;
  }

  #tuple(): MiTuple {
    const results = this.results("}");
    this.#close("}");
    return { kind: "tuple", results };
  }

  #list(): MiList {
    const items: { name: string | null; value: MiValue }[] = [];
    while (this.#line[this.#at] !== "]") {
      if (items.length > 0) this.#close(",");
      const name = this.#atValue() ? null : this.#name();
      items.push({ name, value: this.#value() });
    }
    this.#at++;
    return { kind: "list", items };
  }

  #close(expected: string): void {
    if (this.#line[this.#at] !== expected)
      throw new Stuck(this.#at, `"${expected}" expected`);
    this.#at++;
  }
}
