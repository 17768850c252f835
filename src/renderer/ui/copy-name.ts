// Copies a function's whole name and says so.

import { message } from "../../core/messages/message.ts";
import { trivet } from "../bridge.ts";
import { reportFailure, toastMessage } from "../state/toast-store.ts";

export async function copyName(name: string): Promise<void> {
  const copied = reportFailure(await trivet.app.copyText({ text: name }));
  if (copied !== undefined) toastMessage(message("profile.copied", { name }));
}
