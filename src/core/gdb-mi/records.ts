// What gdb says on its machine interface, as data. Grammar: "GDB/MI Output Syntax" in the gdb manual.

/** A c-string, a tuple `{name=value,…}` or a list `[value,…]` / `[name=value,…]`. */
export type MiValue = string | MiTuple | MiList;

export interface MiResult {
  readonly name: string;
  readonly value: MiValue;
}
export interface MiTuple {
  readonly kind: "tuple";
  readonly results: readonly MiResult[];
}
export interface MiList {
  readonly kind: "list";
  /** `name` is null for plain values. */
  readonly items: readonly {
    readonly name: string | null;
    readonly value: MiValue;
  }[];
}

export type MiResultClass = "done" | "running" | "connected" | "error" | "exit";

/** `TOKEN^done,…`: the one answer to a command. */
export interface MiResultRecord {
  readonly kind: "result";
  readonly token: number | null;
  readonly class: MiResultClass;
  readonly results: MiTuple;
}
/** `*stopped,…`, `+download,…`, `=breakpoint-created,…`: something happened, whoever asked for it. */
export interface MiAsyncRecord {
  readonly kind: "exec" | "status" | "notify";
  readonly token: number | null;
  readonly class: string;
  readonly results: MiTuple;
}
/** `~"…"`, `@"…"`, `&"…"`: text for people. */
export interface MiStreamRecord {
  readonly kind: "console" | "target" | "log";
  readonly text: string;
}
/** `(gdb) `: gdb is ready for the next command. */
export interface MiPrompt {
  readonly kind: "prompt";
}
/** A line that is none of these: kept as it came, with where the reader gave up. */
export interface MiMalformed {
  readonly kind: "malformed";
  readonly line: string;
  /** UTF-16 offset in `line`. */
  readonly offset: number;
  readonly reason: string;
}
export type MiRecord =
  MiResultRecord | MiAsyncRecord | MiStreamRecord | MiPrompt | MiMalformed;

/** The first field of that name; undefined when there is none. */
export function miField(tuple: MiTuple, name: string): MiValue | undefined {
  return tuple.results.find((result) => result.name === name)?.value;
}

/** A field that must be text; undefined when it is absent or something else. */
export function miText(tuple: MiTuple, name: string): string | undefined {
  const value = miField(tuple, name);
  return typeof value === "string" ? value : undefined;
}

export function miTuple(tuple: MiTuple, name: string): MiTuple | undefined {
  const value = miField(tuple, name);
  return typeof value === "object" && value.kind === "tuple"
    ? value
    : undefined;
}
