// What gdb is put on: a process of this machine, a core file, or a process behind a gdbserver.

import { TrivetError } from "../core/errors.ts";
import { formatMiCommand } from "../core/gdb-mi/format-command.ts";

export type GdbSubject =
  | { readonly kind: "process"; readonly pid: number }
  | {
      readonly kind: "core";
      readonly core: string;
      /** Null = none is known: addresses without names. */
      readonly executable: string | null;
    }
  | {
      readonly kind: "remote";
      /** `127.0.0.1:2345`, as gdb takes it. */
      readonly address: string;
      readonly executable: string | null;
    };

/** A process can be resumed, stopped, harmed and set free; a core is only read. */
export function isLive(subject: GdbSubject): boolean {
  return subject.kind !== "core";
}

/** What gdb reads symbols from, before it takes hold of anything. */
export function executableOf(subject: GdbSubject): string | null {
  // The link, not the path it shows: the file may be replaced, deleted, or in another mount namespace.
  return subject.kind === "process"
    ? `/proc/${subject.pid}/exe`
    : subject.executable;
}

/** The MI command that takes hold of it. */
export function takeCommand(subject: GdbSubject): string {
  switch (subject.kind) {
    case "process":
      return `-target-attach ${subject.pid}`;
    case "core":
      return formatMiCommand("target-select", "core", subject.core);
    case "remote":
      return formatMiCommand("target-select", "remote", subject.address);
  }
}

/** For the record: `process 4711`. */
export function describeSubject(subject: GdbSubject): string {
  switch (subject.kind) {
    case "process":
      return `process ${subject.pid}`;
    case "core":
      return `core ${subject.core}`;
    case "remote":
      return `gdbserver at ${subject.address}`;
  }
}

/**
 * A gdbserver speaks to whoever reaches its port, without a password: only this machine's are taken, and those that a
 * tunnel brings here. `2345`, `:2345` and `localhost:2345` are understood. Code: url-invalid.
 */
export function loopbackAddress(typed: string): string {
  const match =
    /^(?:(127(?:\.\d{1,3}){3}|localhost|\[::1\])?:)?(\d{1,5})$/.exec(
      typed.trim(),
    );
  const port = Number(match?.[2]);
  if (match === null || port < 1 || port > 65_535)
    throw new TrivetError(
      "url-invalid",
      `${typed} is not a port of this machine, such as 127.0.0.1:2345`,
    );
  return `${match[1] ?? "127.0.0.1"}:${port}`;
}
