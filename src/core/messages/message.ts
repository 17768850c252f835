// A sentence that is not worded yet: the front end words it in its language (catalogue.ts).

import type { MessageId } from "./en/index.ts";

export interface Message {
  readonly id: MessageId;
  readonly params: Readonly<Record<string, string | number>>;
}

export function message(
  id: MessageId,
  params: Readonly<Record<string, string | number>> = {},
): Message {
  return { id, params };
}
