import type { timeline as en } from "../en/timeline.ts";

export const timeline: Readonly<Record<keyof typeof en, string>> = {};
