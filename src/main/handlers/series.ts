// Series for the charts.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import type { Desk } from "../desk.ts";
import { readSeries } from "../read-series.ts";

export function seriesHandlers(desk: Desk): Handlers<TrivetContract>["series"] {
  return {
    read: (query) => readSeries(desk.current.session.model, query),
  };
}
