// Trends under way: each takes one loaded profile after the other, which may be unloaded as soon as it is in.

import {
  TrendBuilder,
  type TrendOptions,
} from "../../core/comparison/trend-builder.ts";
import { TrivetError } from "../../core/errors.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import type { TrendTable } from "../../core/pprof/views.ts";
import type { TrendQuery } from "../../services/ports/profile-queries.ts";

/** Who begins a fifth has forgotten the first. */
const kept = 4;

export class HeldTrends {
  /** Oldest first. */
  readonly #trends = new Map<string, TrendBuilder>();

  /** `profile` is what the query's lens leaves of it. */
  add(
    trendId: string,
    query: TrendQuery,
    profile: Profile,
    atMillis: number,
    checkpoint: Checkpoint,
  ): void {
    let trend = this.#trends.get(trendId);
    if (trend === undefined) {
      trend = new TrendBuilder(optionsOf(query));
      this.#trends.set(trendId, trend);
      const [oldest] = this.#trends.keys();
      if (this.#trends.size > kept && oldest !== undefined)
        this.#trends.delete(oldest);
    }
    trend.add(profile, atMillis, checkpoint);
  }

  /** The trend is not kept. Code: not-found when it was never begun, or dropped. */
  finish(trendId: string, limit: number, checkpoint: Checkpoint): TrendTable {
    const trend = this.#trends.get(trendId);
    if (trend === undefined)
      throw new TrivetError("not-found", `no trend ${trendId} is under way`);
    this.#trends.delete(trendId);
    return trend.build(limit, checkpoint);
  }

  drop(trendId: string): void {
    this.#trends.delete(trendId);
  }
}

function optionsOf({ sampleType, lens, rowsAre }: TrendQuery): TrendOptions {
  const { granularity, noInlines } = lens;
  return {
    granularity,
    noInlines,
    rowsAre,
    ...(sampleType === undefined ? {} : { sampleType }),
  };
}
