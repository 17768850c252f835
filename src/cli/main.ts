// The command line's entry: finds the command, words its errors, turns signals into cancellation.

import { adviceIdFor } from "../core/messages/advice.ts";
import { wordMessage } from "../core/messages/catalogue.ts";
import { message } from "../core/messages/message.ts";
import { toTrivetError, TrivetError } from "../core/errors.ts";
import { toJson, type CommandIo } from "./command.ts";
import { commands } from "./commands/index.ts";
import { printable } from "./printable.ts";
import { readToolVersion } from "./tool-version.ts";

function help(): string {
  const width = Math.max(0, ...commands.map((command) => command.name.length));
  return [
    "trivet: find Go memory leaks with counters, profiles and memory on one clock",
    "",
    "usage: trivet COMMAND [OPTIONS]        trivet COMMAND --help        trivet --version",
    "",
    ...commands.map(
      (command) => `  ${command.name.padEnd(width)}  ${command.summary}`,
    ),
    "",
    "Every command takes --json. Exit codes: 0 success, 1 failure, 2 wrong usage, 130 cancelled.",
    "",
  ].join("\n");
}

function exitCodeOf(error: TrivetError): number {
  if (error.code === "usage" || error.code === "pid-mismatch") return 2;
  return error.code === "cancelled" ? 130 : 1;
}

function reportError(error: TrivetError, json: boolean, io: CommandIo): void {
  io.stderr(`error[${error.code}]: ${error.message}\n`);
  const adviceId =
    error.code === "pid-forbidden" &&
    error.detail["advice"] === undefined &&
    process.getuid?.() === 0
      ? "advice.root-forbidden"
      : adviceIdFor(error);
  if (adviceId !== null) io.stderr(`${wordMessage("en", message(adviceId))}\n`);
  if (json)
    io.stdout(
      `${toJson({ error: { code: error.code, message: error.message, detail: error.detail } })}\n`,
    );
}

/** Text of targets and files is escaped; but `profile` prints what pprof prints, to the byte, unless on a terminal. */
function escapingIo(command: string, io: CommandIo): CommandIo {
  return {
    ...io,
    stdout:
      command === "profile" ? io.stdout : (text) => io.stdout(printable(text)),
    stderr: (text) => io.stderr(printable(text)),
  };
}

/** Runs one command line (without `node` and the script) and returns the exit code. */
export async function main(
  args: readonly string[],
  rawIo: CommandIo,
): Promise<number> {
  const [name, ...rest] = args;
  const io = escapingIo(name ?? "", rawIo);
  // What follows `--` are names, whatever they look like.
  const end = args.indexOf("--");
  const flags = new Set(end < 0 ? args : args.slice(0, end));
  try {
    if (
      name === undefined ||
      name === "--help" ||
      name === "-h" ||
      name === "help"
    ) {
      io.stdout(help());
      return 0;
    }
    if (name === "--version" || name === "-V") {
      const version = readToolVersion();
      io.stdout(
        flags.has("--json")
          ? `${toJson({ schema: "trivet.version/1", version })}\n`
          : `${version}\n`,
      );
      return 0;
    }
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined)
      throw new TrivetError(
        "usage",
        name.startsWith("-")
          ? `the command comes first, before ${name}`
          : `no command ${JSON.stringify(name)}; there are ${commands.map((known) => known.name).join(", ")}`,
      );
    if (flags.has("--help") || flags.has("-h")) {
      io.stdout(`${command.usage.trim()}\n`);
      return 0;
    }
    return await command.run(rest, io);
  } catch (thrown) {
    const error = toTrivetError(thrown);
    reportError(error, flags.has("--json"), io);
    return exitCodeOf(error);
  }
}
