// The debugger and its console.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import { parseSpanCensus } from "../../core/go-runtime/parse-span-census.ts";
import {
  changeBreakpoint,
  insertBreakpoint,
  listBreakpoints,
} from "../../services/gdb-breakpoints.ts";
import { GdbInspection } from "../../services/gdb-inspection.ts";
import type { GdbSession } from "../../services/gdb-session.ts";
import type { Desk } from "../desk.ts";
import { detachedGdb } from "../live-debugger.ts";

export function gdbHandlers(desk: Desk): Handlers<TrivetContract>["gdb"] {
  const load = (): Promise<GdbSession> => desk.current.debugger.load();
  const inspect = async (): Promise<GdbInspection> =>
    new GdbInspection(await load());
  /** A key or a size for a console whose gdb has just ended is nothing to fail for. */
  const loaded = (): GdbSession | null => desk.open?.debugger.loaded ?? null;
  return {
    state: () => desk.open?.debugger.state ?? detachedGdb,
    estimate: async ({ targetId }) => {
      const { target } = desk.current.target(targetId).watcher;
      return (await load()).estimate(target);
    },
    attach: async ({ targetId, columns, rows, readOnly }) => {
      const { target } = desk.current.target(targetId).watcher;
      return (await load()).attach(target, {
        columns,
        rows,
        ...(readOnly === undefined ? {} : { readOnly }),
      });
    },
    openCore: async ({ core, executable, columns, rows }) => {
      const session = await load();
      const { findCoreExecutable } =
        await import("../../node/gdb-driver/core-executable.ts");
      const found = await findCoreExecutable(core, executable);
      return session.open(
        { kind: "core", core, executable: found.path },
        { columns, rows, readOnly: true },
      );
    },
    threads: async () => (await inspect()).threads(),
    frames: async ({ thread }) => (await inspect()).frames(thread),
    goroutines: async () => (await inspect()).goroutines(),
    goroutineFrames: async ({ goroutine }) =>
      (await inspect()).goroutineStack(goroutine),
    variables: async (choice) => (await inspect()).variables(choice),
    breakpoints: async () => listBreakpoints(await load()),
    insertBreakpoint: async (wanted) => insertBreakpoint(await load(), wanted),
    changeBreakpoint: async ({ number, change }) =>
      changeBreakpoint(await load(), number, change),
    memory: async ({ expression, bytes }) =>
      (await inspect()).memory(expression, bytes),
    disassembly: async ({ expression, at }) =>
      (await inspect()).disassembly(expression, at),
    input: ({ text }) => {
      loaded()?.input(text);
      return null;
    },
    resize: ({ columns, rows }) => {
      loaded()?.resize(columns, rows);
      return null;
    },
    resume: async () => (await load()).resume(),
    interrupt: async () => (await load()).interrupt(),
    detach: async () => (await load()).detach(),
    takeSpans: async () => {
      const { session } = desk.current;
      const snapshot = await (await load()).takeSpans();
      const bytes = await session.readEvidence(snapshot.member);
      const census = parseSpanCensus(new TextDecoder().decode(bytes));
      return {
        ...snapshot,
        heapInUseBytes: census.heapInUseBytes,
        objects: census.classes.reduce((sum, { objects }) => sum + objects, 0),
      };
    },
    acknowledge: ({ characters }) => {
      loaded()?.acknowledge(characters);
      return null;
    },
  };
}
