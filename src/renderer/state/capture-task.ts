// A snapshot over HTTP, as a task with cancel. When gdb holds the target, which then answers nobody, letting it go on
// and asking again is one press.

import type { Snapshot } from "../../core/investigation/model.ts";
import { message, type Message } from "../../core/messages/message.ts";
import { trivet } from "../bridge.ts";
import { runTask } from "./progress-store.ts";
import { reportFailure, toastError, type ErrorFact } from "./toast-store.ts";

export type CaptureWish = Parameters<typeof trivet.capture.take>[0];

/** True for the failure that ends as soon as gdb lets the target go on. */
export function isHeldByGdb({
  code,
  detail,
}: Pick<ErrorFact, "code" | "detail">): boolean {
  return code === "gdb-busy" && detail?.["advice"] === "gdb-holds";
}

/** Tells a failure by a toast; `onTaken` may come later than this resolves, when it was asked for again from there. */
export async function captureSnapshot(
  wish: CaptureWish,
  label: Message,
  onTaken: (snapshot: Snapshot) => void,
): Promise<void> {
  const reply = await runTask(label, (signal) =>
    trivet.capture.take(wish, { signal }),
  );
  if (!reply.ok && isHeldByGdb(reply.error)) {
    toastError(reply.error, {
      label: message("gdb.holds.resume"),
      run: () => void resumeAndCapture(wish, label, onTaken),
    });
    return;
  }
  const snapshot = reportFailure(reply);
  if (snapshot !== undefined) onTaken(snapshot);
}

async function resumeAndCapture(
  ...wish: Parameters<typeof captureSnapshot>
): Promise<void> {
  if (reportFailure(await trivet.gdb.resume({})) !== undefined)
    await captureSnapshot(...wish);
}
