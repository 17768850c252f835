// /proc/PID/stat, after proc(5). The second field is the command in parentheses and may itself hold spaces and
// parentheses (`(tmux: server)`, `(a) b)`), so fields are counted from the last closing parenthesis.

export interface ProcessStat {
  readonly command: string;
  /** One letter: R, S, D, T, t, Z, X, I. */
  readonly state: string;
  readonly parentPid: number;
  /** Page faults that needed no reading from disk, and those that did. */
  readonly minorFaults: number;
  readonly majorFaults: number;
  /** Clock ticks in user and kernel mode. */
  readonly userTicks: number;
  readonly kernelTicks: number;
  readonly threads: number;
  /** Field 22: clock ticks after boot at which the process started. With the PID it names a process for good. */
  readonly startTicks: number;
}

/** Null when the text is not a stat line. */
export function parseStat(text: string): ProcessStat | null {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open < 0 || close < open) return null;
  const fields = text
    .slice(close + 1)
    .trim()
    .split(/\s+/);
  // fields[0] is field 3 of the manual.
  const field = (manual: number): number => Number(fields[manual - 3]);
  const stat: ProcessStat = {
    command: text.slice(open + 1, close),
    state: fields[0] ?? "",
    parentPid: field(4),
    minorFaults: field(10),
    majorFaults: field(12),
    userTicks: field(14),
    kernelTicks: field(15),
    threads: field(20),
    startTicks: field(22),
  };
  return Number.isFinite(stat.startTicks) && stat.state !== "" ? stat : null;
}
