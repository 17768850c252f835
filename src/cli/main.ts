// The command line's entry: finds the command, words its errors, turns signals into cancellation.

import { wordMessage, isMessageId } from "../core/messages/catalogue.ts";
import { message } from "../core/messages/message.ts";
import { toTrivetError, type TrivetError } from "../core/errors.ts";
import { toJson, type CommandIo } from "./command.ts";
import { commands } from "./commands/index.ts";

function help(): string {
  const width = Math.max(0, ...commands.map((command) => command.name.length));
  return [
    "trivet: find Go memory leaks with counters, profiles and memory on one clock",
    "",
    "usage: trivet COMMAND [OPTIONS]        trivet COMMAND --help",
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
  if (error.code === "usage") return 2;
  return error.code === "cancelled" ? 130 : 1;
}

function reportError(error: TrivetError, json: boolean, io: CommandIo): void {
  io.stderr(`error[${error.code}]: ${error.message}\n`);
  const adviceId = `error.${error.code}`;
  if (isMessageId(adviceId))
    io.stderr(`${wordMessage("en", message(adviceId))}\n`);
  if (json)
    io.stdout(
      `${toJson({ error: { code: error.code, message: error.message, detail: error.detail } })}\n`,
    );
}

/** Runs one command line (without `node` and the script) and returns the exit code. */
export async function main(
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const [name, ...rest] = args;
  if (
    name === undefined ||
    name === "--help" ||
    name === "-h" ||
    name === "help"
  ) {
    io.stdout(help());
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    io.stderr(`error[usage]: no command ${JSON.stringify(name)}\n${help()}`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    io.stdout(`${command.usage.trim()}\n`);
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (thrown) {
    const error = toTrivetError(thrown);
    reportError(error, rest.includes("--json"), io);
    return exitCodeOf(error);
  }
}
