// Waits until a program that stops itself has come to a stop.

import { readdirSync, readFileSync } from "node:fs";

/** A stop reaches the threads one after another: only when it has reached all does nothing move. */
export async function standsStill(pid: number): Promise<void> {
  const tasks = `/proc/${pid}/task`;
  while (
    readdirSync(tasks).some((id) => stateIn(`${tasks}/${id}/status`) !== "T")
  )
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** `T` of one that stands still; "" of one that is gone. */
export function stateIn(statusFile: string): string {
  try {
    return /^State:\s*(\w)/m.exec(readFileSync(statusFile, "utf8"))?.[1] ?? "";
  } catch {
    return ""; // Threads come and go.
  }
}
