// Commands for MI. A parameter is quoted whenever it is not a plain word, so that no path, type name or console command
// can end the command early or become an option of it.

const plainWord = /^[A-Za-z0-9_./:@%+*$][\w./:@%+*$-]*$/;

/** A C string literal: quotes, backslashes and control characters escaped. */
export function quoteMiParameter(text: string): string {
  const escaped = text.replace(/["\\\p{Cc}]/gu, (character) => {
    switch (character) {
      case "\n":
        return "\\n";
      case "\t":
        return "\\t";
      case '"':
      case "\\":
        return `\\${character}`;
      default:
        return `\\${(character.codePointAt(0) ?? 0).toString(8).padStart(3, "0")}`;
    }
  });
  return `"${escaped}"`;
}

/** One line without token or line end: `-target-attach 4711`. `operation` is written by us, parameters come from anywhere. */
export function formatMiCommand(
  operation: string,
  ...parameters: readonly (string | number)[]
): string {
  const words = parameters.map((parameter) => {
    const text = String(parameter);
    return plainWord.test(text) ? text : quoteMiParameter(text);
  });
  return [`-${operation}`, ...words].join(" ");
}

/** A command of gdb's own language, whose output comes back over MI instead of on the console. */
export function formatConsoleCommand(command: string): string {
  return `-interpreter-exec console ${quoteMiParameter(command)}`;
}
