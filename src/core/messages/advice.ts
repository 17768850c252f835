// Which advice fits an error: that of its reason where it names one, else that of its code.

import { isMessageId } from "./catalogue.ts";
import type { MessageId } from "./en/index.ts";

/** Null for a code that this version does not know. */
export function adviceIdFor(error: {
  readonly code: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}): MessageId | null {
  const byReason = `advice.${String(error.detail?.["advice"])}`;
  if (isMessageId(byReason)) return byReason;
  const byCode = `error.${error.code}`;
  return isMessageId(byCode) ? byCode : null;
}
