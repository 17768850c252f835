import type { investigation as en } from "../en/investigation.ts";

export const investigation: Readonly<Record<keyof typeof en, string>> = {};
