// Starts gdb with two pseudoterminals: the console that people see, and MI for the workbench. Nothing of the user's or
// of the target's configuration runs in it: no init files, no auto-load, no symbol server.

import { access } from "node:fs/promises";
import path from "node:path";
import * as pty from "node-pty";
import { TrivetError } from "../../core/errors.ts";
import { parseMiLine } from "../../core/gdb-mi/parse-line.ts";
import type { GdbLauncher, GdbProcess } from "../../services/ports/gdb.ts";
import { findGdb, gdbEnvironment, type FoundGdb } from "./find-gdb.ts";
import { MiChannel } from "./mi-channel.ts";
import { PtyGdbProcess } from "./pty-gdb-process.ts";
import { findTracingObstacle } from "./tracing-obstacle.ts";

/** Reading the symbols of a very large executable takes this long at most. */
const startsWithinMs = 60_000;

const settings = [
  "set debuginfod enabled off",
  "set auto-load off",
  "set pagination off",
  "set confirm off",
  "set width 0",
  "set height 0",
  "set style enabled off",
  "set history save off",
  "set print thread-events off",
  "set unwindonsignal on",
  "set non-stop off",
  "set mi-async on",
];

/**
 * gdb's own permissions: they hold below its commands, its Python and MI alike, and cannot be changed while a process is
 * held. An older gdb that lacks the one for calls refuses calls by that for registers.
 */
const readOnlySettings = [
  "set may-write-memory off",
  "set may-write-registers off",
  "set may-insert-breakpoints off",
  "set may-insert-tracepoints off",
  "set may-insert-fast-tracepoints off",
  "set may-call-functions off",
];

export class PtyGdbLauncher implements GdbLauncher {
  readonly #resources: string;
  readonly #searchPath: string | undefined;
  #found: FoundGdb | null = null;

  /** `resources` is the folder `resources/gdb`; `searchPath` stands in for PATH. */
  constructor(
    resources: string,
    options: { readonly searchPath?: string } = {},
  ) {
    this.#resources = resources;
    this.#searchPath = options.searchPath;
  }

  async version(): Promise<string> {
    return (await this.#find()).version;
  }

  async tracingObstacle(
    pid: number,
  ): Promise<{ readonly code: string; readonly message: string } | null> {
    return findTracingObstacle(pid);
  }

  async launch(options: {
    readonly exe: string | null;
    readonly runningPid: number | null;
    readonly columns: number;
    readonly rows: number;
    readonly readOnly?: boolean;
  }): Promise<GdbProcess> {
    const gdb = await this.#find();
    const commands = path.join(this.#resources, "commands.py");
    await access(commands).catch((cause: unknown) => {
      throw new TrivetError("gdb-failed", `${commands} is missing`, { cause });
    });
    const mi = new MiChannel();
    const readOnly = options.readOnly ?? false;
    try {
      const words = this.#arguments(options.exe, mi, readOnly);
      const console = pty.spawn(gdb.path, words, {
        name: "xterm-256color",
        cols: options.columns,
        rows: options.rows,
        cwd: "/",
        env: {
          ...gdbEnvironment(),
          INPUTRC: path.join(this.#resources, "inputrc"),
          TRIVET_MI_TTY: mi.path,
          TRIVET_PARENT_PID: String(process.pid),
          ...(readOnly && { TRIVET_READ_ONLY: "1" }),
          ...(options.runningPid !== null && {
            TRIVET_TARGET_PID: String(options.runningPid),
          }),
        },
      });
      const started = new PtyGdbProcess(console, mi);
      await untilReady(started);
      return started;
    } catch (thrown) {
      mi.close();
      throw thrown instanceof TrivetError
        ? thrown
        : new TrivetError(
            "gdb-failed",
            `gdb does not start: ${String(thrown)}`,
            { cause: thrown },
          );
    }
  }

  async #find(): Promise<FoundGdb> {
    const searchPath = this.#searchPath ?? process.env["PATH"] ?? "";
    this.#found ??= await findGdb(searchPath);
    return this.#found;
  }

  /** The MI interpreter comes last: its first prompt says that symbols are read and the Go commands are there. */
  #arguments(exe: string | null, mi: MiChannel, readOnly: boolean): string[] {
    return [
      "-nx",
      "-q",
      ...[...settings, ...(readOnly ? readOnlySettings : [])].flatMap(
        (setting) => ["-iex", setting],
      ),
      "-iex",
      `source ${path.join(this.#resources, "channel.py")}`,
      "-ex",
      `source ${path.join(this.#resources, "commands.py")}`,
      "-ex",
      `new-ui mi3 ${mi.path}`,
      ...(readOnly ? ["-ex", "trivet-shut"] : []),
      ...(exe === null ? [] : ["--", exe]),
    ];
  }
}

/** Resolves with MI's first prompt; gdb-failed with gdb's last words when it ends before or says nothing. */
function untilReady(process: PtyGdbProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const listeners = [
      process.onMiLine((line) => {
        if (parseMiLine(line).kind === "prompt") settle(resolve);
      }),
      process.onExit(() => settle(() => fail("ended while starting"))),
    ];
    const timer = setTimeout(() => {
      process.terminate();
      settle(() => fail(`was not ready within ${startsWithinMs / 1000} s`));
    }, startsWithinMs);
    const fail = (what: string): void =>
      reject(
        new TrivetError(
          "gdb-failed",
          `gdb ${what}: ${process.firstWords.trim().slice(-2000) || "it said nothing"}`,
        ),
      );
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      for (const listener of listeners) listener.dispose();
      finish();
    };
  });
}
