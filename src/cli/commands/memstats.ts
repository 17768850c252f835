// `trivet memstats`: one reading of runtime.MemStats, parsed, derived and explained.

import { TrivetError } from "../../core/errors.ts";
import { formatBytes, formatQuantity } from "../../core/format/quantity.ts";
import {
  seriesCatalogue,
  type SeriesUnit,
} from "../../core/investigation/series-catalogue.ts";
import { fieldNotes } from "../../core/memstats/field-notes.ts";
import { gcCyclesSince } from "../../core/memstats/gc-cycles.ts";
import { memoryClasses } from "../../core/memstats/memory-classes.ts";
import {
  memstatsFields,
  memstatsNames,
  type MemStatsName,
} from "../../core/memstats/memstats.ts";
import {
  parseMemStats,
  type MemStatsForm,
  type MemStatsSource,
} from "../../core/memstats/parse-any.ts";
import { assertNever } from "../../core/result.ts";
import type { TopStacks } from "../../core/pprof/top-stacks.ts";
import { SystemClock } from "../../node/clock/system-clock.ts";
import { NodeHttpFetcher } from "../../node/collectors/http/http-fetcher.ts";
import { readMemStats } from "../../services/read-memstats.ts";
import {
  parseCommandLine,
  toJson,
  type Command,
  type CommandIo,
} from "../command.ts";
import { gunzip, isGzip } from "../gunzip.ts";
import { readInputFile } from "../input-file.ts";
import {
  formatWaterfall,
  readStacks,
  waterfallOf,
} from "./memstats-waterfall.ts";

const usage = `
usage: trivet memstats URL [--json]
       trivet memstats FILE [--json]

URL is a pprof base URL (or host:port, :port), the page of expvar (/debug/vars) or a metrics page of Prometheus's Go
client; FILE is a saved answer of heap?debug=1 or of one of those pages, gzip or not. Prints every field of
runtime.MemStats that it gives with what it says about leaks, the ledger of Go's memory, its reconciliation (each gap
between what Go holds and the heap's largest stacks; a FILE of heap?debug=1 has the stacks as well), and the last
collections.

The live heap is not among them: MemStats has no such field, it takes several readings (trivet record).

example:
  trivet memstats :6060
  trivet memstats http://127.0.0.1:9090/metrics
  curl -s 'http://127.0.0.1:6060/debug/pprof/heap?debug=1' > heap.txt && trivet memstats heap.txt --json
`;

const timeoutMs = 10_000;
const shownCollections = 5;

/** A saved answer is a megabyte or so. */
const maxFileBytes = 256 << 20;

const looksLikeUrl = (text: string): boolean =>
  /^https?:\/\//i.test(text) || /^[\w.-]*:\d+/.test(text);

async function readStats(source: string, io: CommandIo): Promise<ReadSource> {
  if (looksLikeUrl(source)) {
    const ports = { http: new NodeHttpFetcher(), clock: new SystemClock() };
    const options = { timeoutMs, signal: io.signal };
    return { ...(await readMemStats(ports, source, options)), stacks: null };
  }
  const saved = await readInputFile(source, {
    signal: io.signal,
    maxBytes: maxFileBytes,
  });
  const bytes = isGzip(saved) ? await gunzip(saved, "page") : saved;
  refuseOtherForms(bytes, source);
  const parsed = parseMemStats(new TextDecoder().decode(bytes));
  return {
    ...parsed,
    stacks:
      parsed.form === "heap-text" ? await readStacks(bytes, io.signal) : null,
  };
}

/** Text has no control characters but a few: a protobuf profile begins with some. */
function refuseOtherForms(bytes: Uint8Array, source: string): void {
  if (bytes.length === 0)
    throw new TrivetError("memstats-malformed", `${source} is empty`, {
      advice: "empty-file",
    });
  const isText = (byte: number): boolean =>
    byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d);
  if (!bytes.subarray(0, 4096).every(isText))
    throw new TrivetError(
      "memstats-malformed",
      `${source} is not text: a protobuf profile has no counters`,
      { advice: "no-counters" },
    );
}

/** A reading, with the heap profile that came with it. */
interface ReadSource extends MemStatsSource {
  readonly stacks: TopStacks | null;
}

/** What a form cannot say, for whoever misses it. */
const lacks: Readonly<Record<MemStatsForm, string>> = {
  "heap-text": "",
  expvar: "MaxRSS",
  prometheus: "MaxRSS and the single collections",
};

function describe({ form, reading, stacks: profile }: ReadSource): unknown {
  const { values, sampleRateBytes } = reading;
  const { fragmentation, retainedIdle, stacks, runtime, go, released } =
    memoryClasses(values, null, null);
  return {
    schema: "trivet.memstats/1",
    form,
    memProfileRateBytes: sampleRateBytes,
    fields: memstatsNames.flatMap((name) => {
      const value = values[name];
      if (value === undefined) return [];
      const { unit, cumulative } = seriesCatalogue[name];
      return [
        {
          name,
          field: memstatsFields[name],
          value,
          unit,
          cumulative,
          note: fieldNotes[name],
        },
      ];
    }),
    derived: {
      heapAlloc: values.heapAlloc,
      fragmentation,
      retainedIdle,
      stacks,
      runtime,
      go,
      released,
    },
    reconciliation: waterfallOf(reading, profile),
    collections: gcCyclesSince(reading, 0),
  };
}

function formatField(name: MemStatsName, value: number): string {
  const unit: SeriesUnit = seriesCatalogue[name].unit;
  switch (unit) {
    case "bytes":
      return formatBytes(value);
    case "fraction":
      return formatQuantity(value, "percent");
    case "unix-nanoseconds":
      return value === 0 ? "never" : new Date(value / 1e6).toISOString();
    case "nanoseconds":
      return formatQuantity(value, "nanoseconds");
    case "milliseconds":
      return formatQuantity(value, "duration");
    case "count":
      return formatQuantity(value, "count");
    default:
      return assertNever(unit, "every unit is formatted");
  }
}

function formatReading({ form, reading, stacks }: ReadSource): string {
  const { values } = reading;
  const lines = memstatsNames.flatMap((name) => {
    const value = values[name];
    if (value === undefined) return [];
    return [
      `${memstatsFields[name].padEnd(14)}${formatField(name, value).padStart(26)}  ${fieldNotes[name]}`,
    ];
  });
  const classes = memoryClasses(values, null, null);
  const ledger = [
    ["heap, live and garbage", values.heapAlloc ?? 0],
    ["fragmentation", classes.fragmentation],
    ["idle, kept for reuse", classes.retainedIdle],
    ["stacks", classes.stacks],
    ["runtime", classes.runtime],
    ["Go, mapped and not given back", classes.go],
    ["given back to the system", classes.released],
  ] as const;
  const cycles = gcCyclesSince(reading, 0).slice(-shownCollections);
  return [
    ...lines,
    ...(lacks[form] === "" ? [] : [`(this page does not have ${lacks[form]})`]),
    "",
    "where Go's memory is",
    ...ledger.map(
      ([what, bytes]) =>
        `  ${what.padEnd(32)}${formatBytes(bytes).padStart(12)}`,
    ),
    "",
    stacks === null
      ? "from what Go holds down to the allocated heap (a FILE of heap?debug=1 goes on to its stacks)"
      : "from what Go holds down to the largest stacks",
    ...formatWaterfall(waterfallOf(reading, stacks)),
    "",
    `last collections (${cycles.length} of ${values.numGc ?? 0})`,
    ...cycles.map(
      ({ number, endMillis, pauseNs }) =>
        `  #${String(number).padEnd(8)} ${new Date(endMillis).toISOString()}  paused ${formatQuantity(pauseNs, "nanoseconds")}`,
    ),
    "",
  ].join("\n");
}

export const memstatsCommand: Command = {
  name: "memstats",
  summary: "one reading of a Go process's memory counters, explained",
  usage,
  async run(args, io) {
    const { values, positionals } = parseCommandLine(args, {});
    const [source, ...rest] = positionals;
    if (source === undefined || rest.length > 0)
      throw new TrivetError("usage", "give one URL or FILE");
    const read = await readStats(source, io);
    io.stdout(
      values.json === true
        ? `${toJson(describe(read))}\n`
        : formatReading(read),
    );
    return 0;
  },
};
