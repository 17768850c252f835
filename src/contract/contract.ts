// All that window and main say to each other, by group: `profile.top` is `top` of the group `profile`. A new call or
// event stands in its group's file and in channels.ts.

import { app } from "./app-contract.ts";
import { gdb } from "./gdb-contract.ts";
import { goroutines } from "./goroutines-contract.ts";
import { holders } from "./holders-contract.ts";
import { investigation, verdict } from "./investigation-contract.ts";
import { comparison, profile } from "./profile-contract.ts";
import { source } from "./source-contract.ts";
import { capture, memory, series, target } from "./target-contract.ts";
import { trace } from "./trace-contract.ts";

export const contract = {
  app,
  investigation,
  target,
  series,
  capture,
  comparison,
  profile,
  source,
  goroutines,
  memory,
  gdb,
  trace,
  holders,
  verdict,
} as const;

export type TrivetContract = typeof contract;
