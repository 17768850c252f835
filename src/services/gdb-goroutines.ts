// Goroutines as our Go commands in gdb list them, for the panel beside the console.

import type { GdbFrame, GdbGoroutines } from "../core/gdb-mi/inspection.ts";
import {
  parseGdbGoroutines,
  parseGoroutineFrames,
} from "../core/gdb-mi/parse-goroutines.ts";
import { extractMarkedJson } from "../core/go-runtime/parse-span-census.ts";
import type { GdbSession } from "./gdb-session.ts";

const answerMs = 20_000;
const mostRows = 2_000;

/** The first 2,000 by id. Codes: target-not-go, gdb-failed, gdb-timeout, gdb-died. */
export async function readGoroutines(
  session: GdbSession,
): Promise<GdbGoroutines> {
  const command = `go-goroutines --json=${mostRows}`;
  return parseGdbGoroutines(
    extractMarkedJson(await session.runConsole(command, answerMs)),
  );
}

/** Codes as `readGoroutines`, and not-found. */
export async function readGoroutineStack(
  session: GdbSession,
  id: number,
): Promise<readonly GdbFrame[]> {
  return parseGoroutineFrames(
    extractMarkedJson(
      await session.runConsole(`go-stack ${id} --json`, answerMs),
    ),
  );
}
