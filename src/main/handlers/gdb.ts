// The debugger and its console.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import { parseSpanCensus } from "../../core/go-runtime/parse-span-census.ts";
import type { GdbSession } from "../../services/gdb-session.ts";
import type { Desk } from "../desk.ts";
import { detachedGdb } from "../live-debugger.ts";

export function gdbHandlers(desk: Desk): Handlers<TrivetContract>["gdb"] {
  const load = (): Promise<GdbSession> => desk.current.debugger.load();
  /** A key or a size for a console whose gdb has just ended is nothing to fail for. */
  const loaded = (): GdbSession | null => desk.open?.debugger.loaded ?? null;
  return {
    state: () => desk.open?.debugger.state ?? detachedGdb,
    estimate: async ({ targetId }) => {
      const { target } = desk.current.target(targetId).watcher;
      return (await load()).estimate(target);
    },
    attach: async ({ targetId, columns, rows }) => {
      const { target } = desk.current.target(targetId).watcher;
      return (await load()).attach(target, { columns, rows });
    },
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
