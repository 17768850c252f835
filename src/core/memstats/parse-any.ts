// MemStats out of whatever text somebody saved: which of the three forms it is shows in its first characters.

import { TrivetError } from "../errors.ts";
import type { MemStatsReading } from "./memstats.ts";
import { parseExpvar } from "./parse-expvar.ts";
import { parseHeapText } from "./parse-heap-text.ts";
import { parsePrometheusPage } from "./parse-prometheus.ts";

/** What the reading came from: `heap?debug=1` of net/http/pprof, `/debug/vars`, or a metrics page. */
export type MemStatsForm = "heap-text" | "expvar" | "prometheus";

const readers: Readonly<
  Record<MemStatsForm, (text: string) => Omit<MemStatsSource, "form">>
> = {
  "heap-text": (text) => ({ reading: parseHeapText(text), process: {} }),
  expvar: (text) => ({ reading: parseExpvar(text), process: {} }),
  prometheus: parsePrometheusPage,
};

/** Null when it is none of them. */
function formOf(text: string): MemStatsForm | null {
  if (text.startsWith("heap profile:")) return "heap-text";
  if (/^\s*\{/.test(text)) return "expvar";
  if (/^go_(memstats|memory_classes|gc)_/m.test(text)) return "prometheus";
  return text.includes("# runtime.MemStats") ? "heap-text" : null;
}

export interface MemStatsSource {
  readonly form: MemStatsForm;
  readonly reading: MemStatsReading;
  /** What a metrics page says of the process besides MemStats, by series. */
  readonly process: Readonly<Record<string, number>>;
}

/** Code: memstats-malformed. */
export function parseMemStats(text: string): MemStatsSource {
  const form = formOf(text);
  if (form === null)
    throw new TrivetError(
      "memstats-malformed",
      "neither an answer of heap?debug=1, nor a page of /debug/vars, nor a metrics page of a Go process",
    );
  return { form, ...readers[form](text) };
}
