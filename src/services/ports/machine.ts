// This machine, beside the targets on it: source files, the demo programs, and what `trivet doctor` looks at.

import type { EscapeReport } from "../../core/pprof/source-escapes.ts";
import type { PathMapping } from "../../core/pprof/source-paths.ts";
import type { SourceText } from "../../core/pprof/source-text.ts";
import type { Disposable } from "./basics.ts";

export interface SourceRequest {
  /** As the profile has it. */
  readonly file: string;
  /** One of its functions: its package tells the Go distribution's files from others. */
  readonly function: string;
  readonly mappings: readonly PathMapping[];
  /** The target's, `go1.26.8`; sources of that version are preferred. */
  readonly goVersion: string | null;
}
/** Source files of this machine. Only what a profile names is read: regular files with a source's name, of bounded size. */
export interface SourceFiles {
  /** Never fails for a file that is not there or not fit to be shown: that is an answer. `aroundLine`: what matters. */
  read(
    request: SourceRequest & { readonly aroundLine: number },
    signal?: AbortSignal,
  ): Promise<SourceText>;
  /**
   * Has the compiler explain the file's package. Runs nothing of it and fetches nothing. Codes: source-missing,
   * source-outside-module, go-missing, source-not-compiled (with the compiler's words), cancelled.
   */
  escapes(request: SourceRequest, signal?: AbortSignal): Promise<EscapeReport>;
}

export interface RunningDemo {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
  onExit(listener: (code: number | null) => void): Disposable;
}
export interface DemoLauncher {
  /** Codes: go-missing, cache-unwritable, disk-full, build-failed. Builds once per source change, into a cache. */
  start(options: {
    readonly name: string;
    readonly leak: boolean;
    readonly rate?: number;
    /** The leak stops there, and the demo serves on; its own default when absent. */
    readonly maxHeapMiB?: number;
    readonly signal?: AbortSignal;
  }): Promise<RunningDemo>;
  list(): Promise<readonly { readonly name: string; readonly title: string }[]>;
  isAvailable(): Promise<boolean>;
}

/** What this machine has, for `trivet doctor`. Never throws: what cannot be found out is null or false. */
export interface SystemProbe {
  readonly platform: string;
  readonly isRoot: boolean;
  /** `ID` and `ID_LIKE` of /etc/os-release: `debian`. Empty elsewhere. */
  readonly distributions: readonly string[];
  /** First line of `command args…`; null when it is absent or fails. */
  firstLine(command: string, args: readonly string[]): Promise<string | null>;
  /** True when the dynamic loader finds it (`libgtk-3.so.0`). */
  hasLibrary(soname: string): Promise<boolean>;
  hasFontFor(language: string): Promise<boolean>;
  hasDisplay(): boolean;
  /** /proc/sys/kernel/yama/ptrace_scope; null where the kernel has no yama. */
  ptraceScope(): Promise<number | null>;
}
