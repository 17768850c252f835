// How a process ended, as the kernel keeps it for its parent: field 52 of /proc/PID/stat, which is set before the memory
// is given back, so that it can be read in the moments until the parent takes it away. Encoded as by wait(2).

export type ExitStatus =
  | { readonly kind: "exit"; readonly code: number }
  | {
      readonly kind: "signal";
      readonly signal: number;
      readonly dumpedCore: boolean;
    };

export function decodeWaitStatus(status: number): ExitStatus {
  const signal = status & 0x7f;
  if (signal === 0) return { kind: "exit", code: (status >> 8) & 0xff };
  return { kind: "signal", signal, dumpedCore: (status & 0x80) !== 0 };
}

/** Of signal(7), x86-64 and arm64: those that end Go programs. */
const names: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  5: "SIGTRAP",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
  24: "SIGXCPU",
  31: "SIGSYS",
};

export function signalName(signal: number): string {
  return names[signal] ?? `signal ${signal}`;
}

/** The wait status in a line of /proc/PID/stat; null where the kernel does not show it (another user's process). */
export function parseWaitStatus(statText: string): number | null {
  const fields = statText
    .slice(statText.lastIndexOf(")") + 1)
    .trim()
    .split(/\s+/);
  const field = fields[52 - 3];
  return field === undefined || !/^\d+$/.test(field) ? null : Number(field);
}
