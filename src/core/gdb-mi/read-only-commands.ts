// What the workbench itself may send over MI in a read-only session. gdb's own fence (resources/gdb/trivet_gdb/
// read_only.py) is for what is typed; MI operations pass by its hooks, so they are listed here.

/** They read, move gdb's selection, let the target run or stand, or let go of it. */
const allowedOperations = new Set([
  "-thread-info",
  "-thread-list-ids",
  "-thread-select",
  "-stack-list-frames",
  "-stack-list-variables",
  "-stack-list-arguments",
  "-stack-list-locals",
  "-stack-info-frame",
  "-stack-info-depth",
  "-stack-select-frame",
  "-data-evaluate-expression",
  "-data-read-memory-bytes",
  "-data-disassemble",
  "-data-list-register-names",
  "-data-list-register-values",
  "-break-list",
  "-break-info",
  "-symbol-list-lines",
  "-symbol-info-functions",
  "-symbol-info-types",
  "-symbol-info-variables",
  "-list-thread-groups",
  "-list-target-features",
  "-list-features",
  "-exec-continue",
  "-exec-interrupt",
  "-target-detach",
  "-gdb-exit",
  "-gdb-show",
]);

/** Commands of gdb's language that the workbench gives; the fence inside gdb is asked about them once more. */
const allowedCommands =
  /^(?:go-(?:goroutines|stack|spans|print|object|defer|panic|recent|help)|info (?:symbol|line|registers|sharedlibrary|files)|list|print|ptype|whatis)(?: |$)/;

/** Null when a read-only session may run it; else its first word, for the refusal. */
export function refusedInReadOnly(command: string): string | null {
  const trimmed = command.trim();
  const word = /^\S+/.exec(trimmed)?.[0] ?? "";
  if (/[\r\n]/.test(trimmed)) return word;
  if (word.startsWith("-")) return allowedOperations.has(word) ? null : word;
  return allowedCommands.test(trimmed) ? null : word;
}
