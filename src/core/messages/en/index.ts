// English is the source: its keys are the message ids, and every other language must have exactly these.

import { advice } from "./advice.ts";
import { agent } from "./agent.ts";
import { allocationTrace } from "./allocation-trace.ts";
import { app } from "./app.ts";
import { compared } from "./compared.ts";
import { comparison } from "./comparison.ts";
import { errors } from "./errors.ts";
import { failureTitles } from "./failure-titles.ts";
import { findings } from "./findings.ts";
import { flight } from "./flight.ts";
import { gdb } from "./gdb.ts";
import { gdbPanels } from "./gdb-panels.ts";
import { goroutines } from "./goroutines.ts";
import { history } from "./history.ts";
import { holderSites } from "./holder-sites.ts";
import { holders } from "./holders.ts";
import { investigation } from "./investigation.ts";
import { layout } from "./layout.ts";
import { lens } from "./lens.ts";
import { profiles } from "./profiles.ts";
import { recordings } from "./recordings.ts";
import { relations } from "./relations.ts";
import { shell } from "./shell.ts";
import { timeline } from "./timeline.ts";
import { waterfall } from "./waterfall.ts";

export const en = {
  ...advice,
  ...agent,
  ...allocationTrace,
  ...app,
  ...compared,
  ...comparison,
  ...errors,
  ...failureTitles,
  ...findings,
  ...flight,
  ...gdb,
  ...gdbPanels,
  ...goroutines,
  ...history,
  ...holderSites,
  ...holders,
  ...investigation,
  ...layout,
  ...lens,
  ...profiles,
  ...recordings,
  ...relations,
  ...shell,
  ...timeline,
  ...waterfall,
} as const;

export type MessageId = keyof typeof en;
