// The ring as the journal keeps it: one entry for each source of a sample. Counters that stand still are written when
// they move, so that a minute at full rate stays small.

import type { SampleEntry } from "../investigation/journal-entry.ts";
import { seriesCatalogue } from "../investigation/series-catalogue.ts";
import type { SeriesSource } from "../investigation/model.ts";
import { flightSeries, type FlightSeries } from "./flight-plan.ts";
import type { FlightSample } from "./flight-ring.ts";

/** `after`: samples up to this number are on record already. */
export function frozenEntries(
  targetId: string,
  samples: readonly FlightSample[],
  after = 0,
): readonly SampleEntry[] {
  const told = new Map<FlightSeries, number>();
  return samples
    .filter(({ number }) => number > after)
    .flatMap((sample) => entriesOf(targetId, sample, told));
}

function entriesOf(
  targetId: string,
  { atMillis, tookMs, values }: FlightSample,
  told: Map<FlightSeries, number>,
): readonly SampleEntry[] {
  const bySource = new Map<SeriesSource, Record<string, number>>();
  for (const name of flightSeries) {
    const value = values[name];
    const { source, cumulative } = seriesCatalogue[name];
    if (value === undefined || (cumulative && told.get(name) === value))
      continue;
    told.set(name, value);
    const entry = bySource.get(source) ?? {};
    entry[name] = value;
    bySource.set(source, entry);
  }
  return [...bySource].map(([source, of]) => ({
    type: "sample",
    targetId,
    source,
    atMillis,
    tookMs,
    values: of,
  }));
}
