// Events of the contract by name, with their payloads' types: what a typo or a wrong payload would break does not
// compile.

import type { TrivetContract } from "../contract/contract.ts";
import type { EventPayload } from "../contract/define.ts";
import type { EventChannel } from "./windows.ts";

type PayloadOf<C extends EventChannel> =
  C extends `${infer G extends keyof TrivetContract}.${infer K}`
    ? K extends keyof TrivetContract[G]
      ? EventPayload<TrivetContract, G, K>
      : never
    : never;

/** Tells every window. */
export type Emit = <C extends EventChannel>(
  channel: C,
  payload: PayloadOf<C>,
) => void;
