// What a target's memory is made of, by all that was recorded of it.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import { reconcileInvestigation } from "../../services/reconcile.ts";
import type { Desk } from "../desk.ts";

export function memoryHandlers(desk: Desk): Handlers<TrivetContract>["memory"] {
  return {
    reconcile: (request, signal) => {
      const { profiles, session } = desk.current;
      return reconcileInvestigation(
        { model: session.model, profiles },
        request,
        signal,
      );
    },
  };
}
