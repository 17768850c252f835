import type { flight as en } from "../en/flight.ts";

export const flight: Readonly<Record<keyof typeof en, string>> = {
  "event.alarm": "内存即将达到上限",
  "event.cause-of-death": "死亡原因",
};
