// Entry of the thread that makes graphs and keeps them. Built as its own file next to main.

import { assertNever } from "../../core/result.ts";
import { serveCalls } from "../worker-thread/serve-calls.ts";
import type { GraphCall } from "./graph-protocol.ts";
import { HeldGraphs } from "./held-graphs.ts";

const held = new HeldGraphs();

serveCalls<GraphCall>((call, checkpoint) => {
  switch (call.method) {
    case "load":
      return held.load(call.id, call.source, checkpoint);
    case "unload":
      held.unload(call.id);
      return null;
    case "holders":
      return held.holders(call.id, call.holder);
    case "histogram":
      return held.histogram(call.id);
    case "path":
      return held.path(call.id, call.of);
    case "growth":
      return held.growth(call.beforeId, call.id);
    case "profile":
      return held.profile(call.id, call.timeMillis, checkpoint);
    default:
      return assertNever(call, "call of the graph worker");
  }
});
