// What a command is. Adding one is a file in commands/ and a line in commands/index.ts (docs/adding-a-command.md).

import { parseArgs } from "node:util";
import { TrivetError } from "../core/errors.ts";

export interface CommandIo {
  /** The result, and nothing else: with `--json` exactly one JSON document. */
  readonly stdout: (text: string) => void;
  /** Progress, warnings, errors. */
  readonly stderr: (text: string) => void;
  readonly isTerminal: boolean;
  /** Fires on Ctrl-C, SIGTERM and SIGHUP; a command that stops for it throws `cancelled` (exit 130). */
  readonly signal: AbortSignal;
}

export interface Command {
  readonly name: string;
  /** One line for `trivet --help`. */
  readonly summary: string;
  /** The full help: usage lines, options, examples. */
  readonly usage: string;
  /** Returns the exit code; throws TrivetError for failures (`usage` becomes exit 2, `cancelled` 130, others 1). */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}

export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
}
type OptionValue<S extends OptionSpec> = S["type"] extends "boolean"
  ? boolean
  : S["multiple"] extends true
    ? readonly string[]
    : string;
export interface ParsedCommandLine<
  T extends Readonly<Record<string, OptionSpec>>,
> {
  readonly values: { readonly [K in keyof T]?: OptionValue<T[K]> } & {
    readonly json?: boolean;
  };
  readonly positionals: readonly string[];
}

/** Strict option parsing: what is unknown or lacks its value is a `usage` error. `--json` is always accepted. */
export function parseCommandLine<
  const T extends Readonly<Record<string, OptionSpec>>,
>(args: readonly string[], options: T): ParsedCommandLine<T> {
  try {
    return parseArgs({
      args: joinNegativeValues(args, options),
      options: { ...options, json: { type: "boolean" } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new TrivetError(
      "usage",
      wordOptionError(error instanceof Error ? error.message : String(error)),
      { cause: error },
    );
  }
}

/** `--for -1s` as `--for=-1s`: what begins with a minus and a digit is a value, and the command says what it thinks of it. */
function joinNegativeValues(
  args: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
): string[] {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const own = args[at]!;
    if (own === "--") return [...joined, ...args.slice(at)];
    const next = args[at + 1];
    const takesValue =
      own.startsWith("--") && options[own.slice(2)]?.type === "string";
    if (takesValue && next !== undefined && /^-\d/.test(next)) {
      joined.push(`${own}=${next}`);
      at++;
    } else joined.push(own);
  }
  return joined;
}

/** Node's words for wrong options, shorter where they are about dashes. */
function wordOptionError(message: string): string {
  const option = /^Option '(?:-\w, )?(--[\w-]+).*' argument is ambiguous/.exec(
    message,
  )?.[1];
  return option === undefined
    ? message
    : `${option} wants a value; one that begins with a dash is written ${option}=-…`;
}

/** `60s`, `5m`, `1h30m`, `250ms`, or plain seconds, in milliseconds. */
export function parseDuration(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text)
    throw new TrivetError(
      "usage",
      `not a duration: ${text} (examples: 60s, 5m, 1h30m)`,
    );
  const unitMs: Readonly<Record<string, number>> = {
    ms: 1,
    s: 1000,
    m: 60_000,
    h: 3_600_000,
  };
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ""] ?? 0),
    0,
  );
}

/** JSON with exact integers: a bigint beyond 2^53 becomes a string. C1 controls are escaped, as C0 are by the standard. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint"
      ? item >= BigInt(Number.MIN_SAFE_INTEGER) &&
        item <= BigInt(Number.MAX_SAFE_INTEGER)
        ? Number(item)
        : item.toString()
      : item,
  );
  return text.replace(
    /[\x7f-\x9f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}
