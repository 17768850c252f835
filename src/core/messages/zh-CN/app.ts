import type { app as en } from "../en/app.ts";

export const app: Readonly<Record<keyof typeof en, string>> = {
  "app.name": "Trivet",
};
