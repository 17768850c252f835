// Saves a snapshot's bytes as they were received, for `go tool pprof` and everybody else's tools.

import { message } from "../../core/messages/message.ts";
import { trivet } from "../bridge.ts";
import { reportFailure, toastMessage } from "../state/toast-store.ts";

/** Main asks for the place; nothing happens when its dialog is dismissed. */
export async function saveRawProfile(snapshotId: string): Promise<void> {
  const saved = reportFailure(await trivet.profile.saveRaw({ snapshotId }));
  if (saved !== undefined && saved !== null)
    toastMessage(message("profile.save-raw.done", { path: saved.path }));
}
