// The registry: one line a command, in the order that `trivet --help` prints them.

import type { Command } from "../command.ts";
import { demoCommand } from "./demo.ts";
import { diagnoseCommand } from "./diagnose.ts";
import { doctorCommand } from "./doctor.ts";
import { goroutinesCommand } from "./goroutines.ts";
import { importCommand } from "./import.ts";
import { inspectCommand } from "./inspect.ts";
import { memstatsCommand } from "./memstats.ts";
import { profileCommand } from "./profile.ts";
import { projectCommand } from "./project.ts";
import { recordCommand } from "./record.ts";
import { rulesCommand } from "./rules.ts";
import { traceCommand } from "./trace.ts";

export const commands: readonly Command[] = [
  demoCommand,
  diagnoseCommand,
  doctorCommand,
  goroutinesCommand,
  importCommand,
  inspectCommand,
  memstatsCommand,
  profileCommand,
  projectCommand,
  recordCommand,
  rulesCommand,
  traceCommand,
];
