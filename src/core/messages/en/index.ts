// English is the source: its keys are the message ids, and every other language must have exactly these.

import { app } from "./app.ts";
import { errors } from "./errors.ts";
import { findings } from "./findings.ts";
import { gdb } from "./gdb.ts";
import { investigation } from "./investigation.ts";
import { lens } from "./lens.ts";
import { profiles } from "./profiles.ts";
import { shell } from "./shell.ts";
import { timeline } from "./timeline.ts";
import { waterfall } from "./waterfall.ts";

export const en = {
  ...app,
  ...errors,
  ...findings,
  ...gdb,
  ...investigation,
  ...lens,
  ...profiles,
  ...shell,
  ...timeline,
  ...waterfall,
} as const;

export type MessageId = keyof typeof en;
