// Which advice fits an error: that of its reason where it names one, else that of its code.

import type { AdviceReason } from "../errors.ts";
import { isMessageId } from "./catalogue.ts";
import type { MessageId } from "./en/index.ts";

/** Reasons whose advice is no command line's: the window gives the others by code. */
const forWindow: ReadonlySet<unknown> = new Set<AdviceReason>([
  "empty-file",
  "file-too-large",
  "gdb-holds",
  "no-folder",
  "no-group",
  "not-ordinary",
  "root-forbidden",
]);

/** The same for the window. */
export function windowAdviceIdFor(error: {
  readonly code: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}): MessageId | null {
  const { code, detail } = error;
  return adviceIdFor(
    forWindow.has(detail?.["advice"]) && detail !== undefined
      ? { code, detail }
      : { code },
  );
}

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
