// The verdict over what the open investigation holds.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import type { Desk } from "../desk.ts";

export function verdictHandlers(
  desk: Desk,
): Handlers<TrivetContract>["verdict"] {
  return {
    read: async () => (await desk.open?.verdict.read()) ?? null,
  };
}
