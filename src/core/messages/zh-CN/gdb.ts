import type { gdb as en } from "../en/gdb.ts";

export const gdb: Readonly<Record<keyof typeof en, string>> = {};
