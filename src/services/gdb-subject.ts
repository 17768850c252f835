// What gdb is put on: a process of this machine, or a core file.

import { formatMiCommand } from "../core/gdb-mi/format-command.ts";

export type GdbSubject =
  | { readonly kind: "process"; readonly pid: number }
  | {
      readonly kind: "core";
      readonly core: string;
      /** Null = none is known: addresses without names. */
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
  }
}

/** For the record: `process 4711`. */
export function describeSubject(subject: GdbSubject): string {
  switch (subject.kind) {
    case "process":
      return `process ${subject.pid}`;
    case "core":
      return `core ${subject.core}`;
  }
}
