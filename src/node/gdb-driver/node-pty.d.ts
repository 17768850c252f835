// The prebuilt distribution declares its types under its own name, `@lydell/node-pty`. Only what is used here.

declare module "node-pty" {
  import type { ReadStream } from "node:tty";

  export interface Pty {
    readonly pid: number;
    readonly onData: (listener: (data: string) => void) => {
      dispose(): void;
    };
    readonly onExit: (
      listener: (exit: { exitCode: number; signal?: number }) => void,
    ) => { dispose(): void };
    write(data: string): void;
    resize(columns: number, rows: number): void;
    pause(): void;
    resume(): void;
    /** Closes the master: the kernel hangs up on the child. */
    destroy(): void;
    on(event: "error", listener: (error: Error) => void): void;
  }
  export function spawn(
    file: string,
    args: readonly string[],
    options: {
      readonly name: string;
      readonly cols: number;
      readonly rows: number;
      readonly cwd: string;
      readonly env: Readonly<Record<string, string | undefined>>;
    },
  ): Pty;
  /** A bare pseudoterminal, both ends as streams that are already being read. */
  export function open(options: {
    readonly cols: number;
    readonly rows: number;
    readonly encoding: null;
  }): {
    readonly master: ReadStream;
    readonly slave: ReadStream;
    readonly ptsName: string;
  };
}
