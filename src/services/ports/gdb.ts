// The debugger: started, typed into, and spoken to in its machine interface.

import type { Disposable } from "./basics.ts";

/** gdb with two pseudoterminals: the console people type into, and a raw one that carries `new-ui mi3`. */
export interface GdbProcess {
  readonly pid: number;
  writeConsole(text: string): void;
  onConsole(listener: (text: string) => void): Disposable;
  pauseConsole(): void;
  resumeConsole(): void;
  resize(columns: number, rows: number): void;
  /** One MI command without token or newline; resolves with gdb's raw lines of that channel through `onMiLine`. */
  writeMi(line: string): void;
  onMiLine(listener: (line: string) => void): Disposable;
  onExit(
    listener: (exit: {
      readonly code: number | null;
      readonly signal: number | null;
    }) => void,
  ): Disposable;
  /** SIGTERM, never SIGKILL: gdb removes its breakpoints and detaches. */
  terminate(): void;
}
export interface GdbLauncher {
  /** Codes: gdb-missing, gdb-too-old, gdb-failed. */
  launch(options: {
    readonly exe: string | null;
    /** A running process that it is to be attached to: it runs when gdb has ended, however gdb ends. */
    readonly runningPid: number | null;
    readonly columns: number;
    readonly rows: number;
    /** A gdb that cannot write memory or registers, call functions, signal, or put breakpoints in; false when absent. */
    readonly readOnly?: boolean;
  }): Promise<GdbProcess>;
  version(): Promise<string>;
  /** Null when this user may trace that process; else the refusal, worded with what the kernel said. */
  tracingObstacle(
    pid: number,
  ): Promise<{ readonly code: string; readonly message: string } | null>;
}
