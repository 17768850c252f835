// What a Go runtime prints when it ends a program, and what the kernel writes when it kills one: the lines that name the
// cause. Source of truth: runtime/panic.go, runtime/signal_unix.go, runtime/stack.go; mm/oom_kill.c.

export type LastWordsKind =
  "panic" | "stack-overflow" | "out-of-memory" | "fatal-error" | "signal";

export interface LastWords {
  readonly kind: LastWordsKind;
  /** As printed: `panic: runtime error: index out of range [3] with length 2`. */
  readonly line: string;
}

const longestLine = 300;

/**
 * The crash that a text ends with; null where there is none. A panic that was only logged is none: the runtime's report
 * goes on with a goroutine, a register or the signal.
 */
export function parseLastWords(text: string): LastWords | null {
  const lines = text.split("\n");
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = (lines[at] ?? "").replace(/\r$/, "").slice(0, longestLine);
    const kind = kindOf(line);
    if (kind === null || !isReport(lines.slice(at + 1))) continue;
    return { kind, line };
  }
  return null;
}

function kindOf(line: string): LastWordsKind | null {
  if (line.startsWith("panic: ")) return "panic";
  if (line.startsWith("fatal error: stack overflow")) return "stack-overflow";
  if (/^fatal error: (runtime: )?(cannot allocate|out of memory)/.test(line))
    return "out-of-memory";
  if (line.startsWith("fatal error: ")) return "fatal-error";
  return /^SIG[A-Z]+: /.test(line) ? "signal" : null;
}

/** Between the words and the first goroutine stand registers, the signal or the runtime's own stack. */
function isReport(rest: readonly string[]): boolean {
  return rest.some((line) =>
    /^(goroutine \d+ .*\[|\[signal |PC=|runtime stack:|\[originating from )/.test(
      line,
    ),
  );
}

/** `Memory cgroup out of memory: Killed process 4711 (gateway) …`, of this process. */
export function parseOomLine(log: string, pid: number): string | null {
  const killed = new RegExp(`\\bKilled process ${pid} \\(`);
  const line = log
    .split("\n")
    .reverse()
    .find((text) => killed.test(text));
  return line?.slice(0, longestLine) ?? null;
}
