// `trivet inspect`: what a process's memory holds, read from outside. The target is not stopped and needs no endpoint.

import { TrivetError } from "../../core/errors.ts";
import { assertNever } from "../../core/result.ts";
import type { GoroutineRecord } from "../../core/go-runtime/goroutine-records.ts";
import {
  inspectGoroutines,
  inspectMemStats,
  inspectSpans,
  type Inspection,
} from "../../services/inspect.ts";
import {
  encodeBuckets,
  inspectBuckets,
  type BucketReport,
} from "../../services/inspect-buckets.ts";
import {
  parseCommandLine,
  toJson,
  type Command,
  type CommandIo,
  type ParsedCommandLine,
} from "../command.ts";
import { checkOutputFile } from "../output-file.ts";
import { writeProfileFile } from "./inspect-profile-file.ts";
import { targetOptions, withInspection } from "./inspect-target.ts";

const usage = `
usage: trivet inspect goroutines|spans|buckets|memstats|allocations (--pid N | --core FILE --exe FILE) [--json]
       trivet inspect objects (--pid N | --core FILE --exe FILE) [--json]
       trivet inspect retainers [ADDRESS] (--pid N | --core FILE --exe FILE) [--base FILE] [--out FILE] [--json]
       trivet inspect retainers --group TYPE.FIELD (--pid N | --core FILE --exe FILE) [--base FILE] [--json]
       trivet inspect struct PLACE (--pid N | --core FILE --exe FILE) [--type T] [--field PATH]… [--json]
       trivet inspect ring [FILE | --pid N] [--last 1700ms] [--json]

With --pid N on another host: --via COMMAND (not objects, retainers and ring).

Reads the Go runtime's own structures in the memory of a process, or in a core. A running target is not stopped and not
changed; it needs no endpoint. The layout comes from the executable's DWARF; binaries linked with -w use a bundled
layout of their Go version. Go 1.19 to 1.27, x86-64 Linux.

  goroutines   every goroutine: state, wait, profiler labels, creator, stack with inlined calls, defers and panics. As text
               in the form of goroutine?debug=2
  spans        the heap by size class, free slots, and the three levels of the allocator
  buckets      the sampled heap profile, up to this moment
  memstats     the fields of runtime.MemStats, and the live heap after the last collection
  allocations  the objects that the heap profile sampled and that are still there: address, size, type where the runtime
               keeps it, and the stack that allocated each; finalizers, cleanups, and how many wait to be run
  objects      every object by type and size, live and garbage
  retainers    who holds the heap, down to the field, where it piles up, and the lines that allocated it, by the sampled
               objects beneath; with ADDRESS the fields that lead to the object there. These two stop a running process
               for as long as the copy takes, and say before for how long
  struct       a value decoded by its Go type: structures, slices, strings, maps, interfaces with what they hold, channels
               with their queues, pools. PLACE is an address (0xc000012000), a package-level variable (main.cache), or a
               path from one (main.orders[3].Customer)
  ring         what the agent in a program (docs/agent.md) wrote until something ended it: a file, also of a process long
               dead, or what its endpoint sends. Without FILE and --pid: the rings in the usual folders

  --pid N      a process of this machine, of the same user (or as root)
  --core FILE  a core, the kernel's or gcore's
  --exe FILE   with --core: the very executable that ran; with --via: a copy here of the one that runs there
  --via COMMAND  the process is where this command leads: 'ssh HOST', 'ssh HOST sudo -n sh', 'docker exec -i NAME sh'. It
               runs here under sh -c and starts a shell that reads commands from its standard input; nothing has to be
               there but a POSIX shell, dd, wc and /proc. It has no terminal to ask on. The process is not stopped; the
               executable is fetched once, into the cache
  --via-timeout D  with --via: the longest without an answer (30s)
  --system     goroutines: the runtime's own as well
  --published  buckets: only what profiles show, which lags by up to two collections
  --out FILE   buckets, allocations, retainers: write them as a pprof file (gzip) that go tool pprof opens
  --overwrite  replace that file
  --type T     struct: the type at the address: main.Order, []*example.com/shop.Item. Not needed for variables, and for
               objects of more than 512 bytes with pointers (Go 1.22 and later)
  --depth N    struct: pointers, slices, maps and interfaces followed one after the other (3)
  --width N    struct: elements or entries shown of each (64)
  --field PATH struct: instead of the tree, this field of each element as a column; may be given several times
  --rows N     struct: with --field, elements shown (100)
  --base FILE  retainers: what an earlier --out wrote; says what has grown since, under which holder, and which lines
               allocated what there is more of
  --group TYPE.FIELD  retainers: the live values of a type by a field of theirs (main.Session.Tenant.Name): what each group
               holds and would free if all of it were gone. With --base the --json of an earlier --group
  --no-pause   objects, retainers: do not stop the process; the result is approximate
  --max-pause D  objects, retainers: the longest that it may stand still (5s); then it runs again, and nothing is kept
  --last D     ring: how much before the newest entry is shown (1700ms); --json has all
  --json       goroutines: {"schema":"trivet.inspect.goroutines/1","goVersion","goroutines":[{"id","status","waitReason",
                 "waitSinceNs","startFunction","createdBy":{"function","file","line","goroutine"},"system","frames":[
                 {"function","file","line","pc","inlined"}],"stack","stackBytes","labels","deferDepth","defers",
                 "panicking","panics"}]}
               spans: {"schema":"trivet.spans/1","goVersion","atMillis","heapInUseBytes","numGc","classes":[{"sizeClass",
                 "objectSize","noscan","spans","objects","freeSlots","bytes","cachedSpans","partialSpans","fullSpans"}]}
               buckets: {"schema":"trivet.inspect.buckets/1","goVersion","rate","moment","samples":[{"objectSize",
                 "allocObjects","allocBytes","inUseObjects","inUseBytes","sampledAllocs","sampledInUse","frames"}]}
               objects: {"schema":"trivet.inspect.objects/1","goVersion","approximate","expectedPauseMs","pausedMs",
                 "copiedBytes","unreadableBytes","objects","bytes","liveObjects","liveBytes","pointers",
                 "conservativeObjects","rows":[{"type","sizeClass","objectSize","noscan","isLive","objects","bytes"}]}
               retainers: {"schema":"trivet.inspect.retainers/1", the same head, "roots":[{"kind","name","retainedBytes",
                 "retainedObjects","path":[{"label","type","objects","bytes","retainedObjects","retainedBytes"}]}],
                 "suspects":[{"name","share","path","sites":[{"function","file","line","via","samples","bytes"}]}],
                 "grown":[{"name","share","isSuspect","bytes","objects","beforeBytes","beforeObjects","path","sites"}]};
                 with ADDRESS "trivet.inspect.holders/1" with "path"; with --group {"schema":"trivet.inspect.groups/1",
                 the same head, "type","field","readLater","untypedObjects","untypedBytes","isAtLeast","groups":[{"value",
                 "note","members","bytes","retainedBytes","retainedObjects","share","growthBytes"}]}
               memstats: {"schema":"trivet.inspect.memstats/1","goVersion","memstats"}
               allocations: {"schema":"trivet.inspect.allocations/1","goVersion","rate","objects":[{"address","size",
                 "type","frames"}],"specials":[{"kind","count"}],"finalizers":[{"kind","object","function"}],
                 "queue":{"finalizers","cleanups","functions"}}
               struct: {"schema":"trivet.inspect.struct/1","goVersion","origin":"given|variable|header","value":{"name",
                 "type","kind","address","size","bytes","text","length","note","children","hidden"}}; with --field
                 {"schema":"trivet.inspect.fields/1","goVersion","type","paths","rows":[{"name","address","fields"}],
                 "hidden"}
               ring: {"schema":"trivet.inspect.ring/1","program","goVersion","pid","startTicks","startedMillis","tickMs",
                 "slots","columns","samples":[{"atMillis","values"}],"collections":[{"atMillis","number","pauseNs",
                 "markedBytes"}],"labels":[{"atMillis","labels","goroutines"}],"hasEnded","damaged","missing"}; without
                 FILE and --pid {"schema":"trivet.inspect.rings/1","rings":[{"path","modifiedMillis","isOpen"}]}

A goroutine that runs while it is read has no stack ("stack":"running"); kill -STOP the process for that moment, and its
stack is there too.

examples:
  trivet inspect goroutines --pid 4711 > dump.txt && trivet goroutines dump.txt
  trivet inspect buckets --pid 4711 --out heap.pb.gz && go tool pprof heap.pb.gz
  trivet inspect spans --core core.4711 --exe ./server --json
  trivet inspect allocations --pid 4711 --out live.pb.gz && go tool pprof -tagfocus type=main.Order live.pb.gz
  trivet inspect struct main.cache --pid 4711
  trivet inspect struct 0xc000012000 --type main.Order --depth 5 --core core.4711 --exe ./server
  trivet inspect struct main.sessions --field Tenant --field Order.ID --pid 4711
  trivet inspect retainers --group main.Session.Tenant.Name --pid 4711
  trivet inspect goroutines --via 'ssh prod-7' --pid 4711
  trivet inspect ring /tmp/trivet-rings-1000/api.4711.1764000000000000000.trivet-ring
  curl -s 'http://127.0.0.1:6060/debug/trivet/ring?follow=0' | trivet inspect ring /dev/stdin --last 10s
`;

const options = {
  ...targetOptions,
  system: { type: "boolean" },
  published: { type: "boolean" },
  out: { type: "string" },
  overwrite: { type: "boolean" },
} as const;
type Values = ParsedCommandLine<typeof options>["values"];

const subjects = ["goroutines", "spans", "buckets", "memstats"] as const;
type Subject = (typeof subjects)[number];
/** Rows that a terminal shows of the heap profile. */
const shownBuckets = 25;

/** Subjects with options of their own, a file each. */
const separate: Readonly<Record<string, () => Promise<SubjectRun>>> = {
  allocations: async () =>
    (await import("./inspect-allocations.ts")).runInspectAllocations,
  ring: async () => (await import("./inspect-ring.ts")).runInspectRing,
  struct: async () => (await import("./inspect-struct.ts")).runInspectStruct,
  objects: async () => (await import("./inspect-objects.ts")).runInspectObjects,
  retainers: async () =>
    (await import("./inspect-retainers.ts")).runInspectRetainers,
};
type SubjectRun = (args: readonly string[], io: CommandIo) => Promise<number>;

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const [first = "", ...others] = args;
  const load = Object.hasOwn(separate, first) ? separate[first] : undefined;
  if (load !== undefined) return (await load())(others, io);
  const { values, positionals } = parseCommandLine(args, options);
  const [name, ...rest] = positionals;
  const subject = subjects.find((known) => known === name);
  if (subject === undefined || rest.length > 0)
    throw new TrivetError(
      "usage",
      `give one of ${[...subjects, ...Object.keys(separate)].join(", ")}${name === undefined ? "" : `, not ${JSON.stringify(positionals.join(" "))}`}`,
    );
  checkOptions(subject, values);
  const out =
    values.out === undefined
      ? null
      : await checkOutputFile(values.out, {
          overwrite: values.overwrite ?? false,
        });
  const text = await withInspection(values, io, (inspection) =>
    report(subject, inspection, { values, out, io }),
  );
  io.stdout(text);
  return 0;
}

function checkOptions(subject: Subject, values: Values): void {
  const only = (option: keyof Values, owner: Subject): void => {
    if (values[option] !== undefined && subject !== owner)
      throw new TrivetError("usage", `--${option} is for ${owner}`);
  };
  only("system", "goroutines");
  only("published", "buckets");
  only("out", "buckets");
  only("overwrite", "buckets");
}

interface Context {
  readonly values: Values;
  readonly out: string | null;
  readonly io: CommandIo;
}

async function report(
  subject: Subject,
  inspection: Inspection,
  { values, out, io }: Context,
): Promise<string> {
  const { goVersion } = inspection;
  const asJson = (schema: string, result: object): string =>
    `${toJson({ schema: `trivet.${schema}/1`, goVersion, ...result })}\n`;
  const text = await import("./inspect-text.ts");
  const isJson = values.json === true;
  switch (subject) {
    case "goroutines": {
      const all = await inspectGoroutines(inspection, io.signal);
      const goroutines = all.filter(
        ({ system }) => !system || values.system === true,
      );
      warnOfGaps(goroutines, io);
      if (inspection.image.monotonicNowNs() === null)
        noteOnWaits(inspection, goroutines, io);
      return isJson
        ? asJson("inspect.goroutines", { goroutines })
        : text.formatGoroutines(goroutines);
    }
    case "spans": {
      const spans = await inspectSpans(inspection, io.signal);
      return isJson
        ? asJson("spans", { atMillis: Date.now(), ...spans })
        : text.formatSpans(spans);
    }
    case "memstats": {
      const memstats = await inspectMemStats(inspection, io.signal);
      return isJson
        ? asJson("inspect.memstats", { memstats })
        : text.formatMemStats(memstats);
    }
    case "buckets": {
      const buckets = await inspectBuckets(
        inspection,
        values.published === true ? "published" : "current",
        io.signal,
      );
      if (buckets.rate === 0)
        io.stderr("warning: heap profiling is off (MemProfileRate is 0)\n");
      if (out !== null)
        await writeProfileFile(
          { path: out, overwrite: values.overwrite ?? false },
          inspection,
          (header) => encodeBuckets(buckets, header),
        );
      return isJson
        ? asJson("inspect.buckets", bucketsJson(buckets))
        : text.formatBuckets(buckets, shownBuckets);
    }
    default:
      return assertNever(subject, "subject of inspect");
  }
}

function warnOfGaps(
  goroutines: readonly GoroutineRecord[],
  io: CommandIo,
): void {
  const count = (stack: GoroutineRecord["stack"]): number =>
    goroutines.filter((goroutine) => goroutine.stack === stack).length;
  const running = count("running");
  if (running > 0)
    io.stderr(
      `warning: ${running} running: their stacks are on the move (kill -STOP the process for a moment to see them)\n`,
    );
  const moving = count("moving");
  if (moving > 0)
    io.stderr(
      `warning: ${moving} ran while they were read, several times: their stacks are left out\n`,
    );
}

function noteOnWaits(
  { image }: Inspection,
  goroutines: readonly GoroutineRecord[],
  io: CommandIo,
): void {
  const waiting = goroutines.filter(({ status }) => status === "waiting");
  const known = waiting.filter(({ waitSinceNs }) => waitSinceNs !== null);
  if (waiting.length > 0)
    io.stderr(
      `note: ${image.isRemote === true ? "another host's clock cannot be read" : "a core has no clock"}: waits are counted up to the last collection that found somebody waiting, and known of ${known.length} of ${waiting.length}\n`,
    );
}

function bucketsJson({ samples, ...head }: BucketReport): object {
  return {
    ...head,
    samples: samples.map(({ stack, ...sample }) => ({
      ...sample,
      frames: stack.flatMap(({ pc, frames }) =>
        frames.map((frame) => ({
          function: frame.function,
          file: frame.file,
          line: frame.line,
          pc,
          inlined: frame.isInlined,
        })),
      ),
    })),
  };
}

export const inspectCommand: Command = {
  name: "inspect",
  summary:
    "what a process's memory or a core holds: goroutines, spans, heap profile",
  usage,
  run,
};
