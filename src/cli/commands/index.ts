// The registry: one line a command, in the order that `trivet --help` prints them.

import type { Command } from "../command.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { profileCommand } from "./profile.ts";
import { projectCommand } from "./project.ts";
import { recordCommand } from "./record.ts";

export const commands: readonly Command[] = [
  demoCommand,
  doctorCommand,
  profileCommand,
  projectCommand,
  recordCommand,
];
