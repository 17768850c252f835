// The registry: one line a command, in the order that `trivet --help` prints them.

import type { Command } from "../command.ts";

export const commands: readonly Command[] = [];
