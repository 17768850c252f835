import type { lens as english } from "../en/lens.ts";

export const lens: Readonly<Record<keyof typeof english, string>> = {
  "tabs.more": "更多",
};
