import type { profiles as en } from "../en/profiles.ts";

export const profiles: Readonly<Record<keyof typeof en, string>> = {};
