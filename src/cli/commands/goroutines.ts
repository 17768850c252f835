// `trivet goroutines`: what a process's goroutines wait for, from a dump of any form or from the live target.

import { TrivetError, toTrivetError } from "../../core/errors.ts";
import { formatDuration } from "../../core/format/quantity.ts";
import { followGoroutine } from "../../core/goroutines/compare-goroutines.ts";
import {
  countGoroutines,
  type GoroutineDump,
} from "../../core/goroutines/goroutine-dump.ts";
import type { Grouping } from "../../core/goroutines/group-goroutines.ts";
import { goroutineId } from "../../core/units.ts";
import { parseTargetAddress } from "../../services/connect-url.ts";
import { estimateDumpMs } from "../../services/capture-estimate.ts";
import {
  fetchGoroutineDump,
  fetchGoroutineProfile,
  readGoroutineDumps,
  reportGoroutines,
  type GoroutinePorts,
} from "../../services/goroutines.ts";
import {
  parseCommandLine,
  toJson,
  type Command,
  type CommandIo,
} from "../command.ts";
import { gunzip } from "../gunzip.ts";
import { readInputFile } from "../input-file.ts";
import { sayWhileWaiting } from "../waiting.ts";
import { recordJson, reportJson } from "./goroutines-json.ts";

const usage = `
usage: trivet goroutines FILE|URL [--base FILE] [--group-by BY] [--state TEXT] [--json]
       trivet goroutines FILE… --follow ID [--json]

FILE is a dump of any form, gzip or not: goroutine?debug=2 (every goroutine by id), a crash log (panic, fatal error,
SIGQUIT), goroutine?debug=1 or the protobuf profile (goroutines counted by stack). Of several dumps in one file the last
is taken. URL is a pprof base URL (or host:port, :port).

  --base FILE     an earlier dump of the same process: what grew, and how many goroutines stayed where they were
  --group-by BY   stack, state, wait (how long, in steps), function (the leaf-most outside the Go distribution), creator,
                  label:KEY
                  (default: stack, state, creator and labels together)
  --state TEXT    only goroutines whose state holds TEXT, in any case: chan, IO wait, semacquire
  --full          of a URL: debug=2, with ids, states and waits. It stops the target while every stack is printed;
                  how long is said first. Without it the cheap profile is taken: counts and labels
  --follow ID     one goroutine with its arguments, in every dump of every FILE, in the order they are given (a --base first)
  --json          {"schema":"trivet.goroutines/1","form","goroutines","selected","schedulers","head","registers","damage",
                  "base","followed","groups":[{"count","before","stayed","states":[{"state","count"}],"oldestWaitMinutes",
                  "lockedToThread","leaked","stacks","userFrame","createdBy","labels","ids","frames","elided"}]}
                  form: stacks, crash, counts, profile. What a form does not tell is null or empty.
                  With --follow: {"schema","id","dumps":[{"state","waitMinutes","frames","arguments",…} or null],
                  "files":[of which file each of the dumps is]}

Waits are in whole minutes and a lower bound: the runtime notes the time only at garbage collections.

examples:
  trivet goroutines :6060
  curl -so now.txt 'http://127.0.0.1:6060/debug/pprof/goroutine?debug=2' && trivet goroutines now.txt --base earlier.txt
  trivet goroutines crash.log --group-by creator
  trivet goroutines 10h00.txt 10h05.txt 10h10.txt --follow 4711
`;

const options = {
  base: { type: "string" },
  "group-by": { type: "string" },
  state: { type: "string" },
  follow: { type: "string" },
  full: { type: "boolean" },
} as const;

const timeoutMs = 120_000;

const looksLikeUrl = (text: string): boolean =>
  /^https?:\/\//i.test(text) || /^(?:[\w.-]*|\[[\da-f:]+\]):\d+/i.test(text);

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommandLine(args, options);
  const [source, ...rest] = positionals;
  const grouping = groupingOf(values["group-by"]);
  const follow = followOf(values.follow);
  if (source === undefined || (rest.length > 0 && follow === null))
    throw new TrivetError(
      "usage",
      "give one FILE or URL; several only with --follow",
    );
  if (values.full === true && !looksLikeUrl(source))
    throw new TrivetError("usage", "--full is for a URL");

  const ports = await openPorts();
  if (follow !== null) {
    const files = values.base === undefined ? [] : [values.base];
    const all = [...files, source, ...rest];
    return followThrough(ports, all, follow, values, io);
  }
  const dumps = looksLikeUrl(source)
    ? await readTarget(ports, source, values.full ?? false, io)
    : await readDumps(ports, source, io.signal);
  const earlier =
    values.base === undefined
      ? []
      : await readDumps(ports, values.base, io.signal);
  const text = await import("./goroutines-text.ts");
  const dump = lastDump(dumps, source, io);
  const base =
    values.base === undefined ? null : lastDump(earlier, values.base, io);
  const report = reportGoroutines(dump, base, {
    grouping,
    state: values.state ?? "",
  });
  const missing =
    grouping.by === "label"
      ? text.describeMissingLabel(dump, grouping.key)
      : null;
  if (missing !== null) io.stderr(`${missing}\n`);
  for (const line of text.describeDamage(report)) io.stderr(`${line}\n`);
  io.stdout(
    values.json === true
      ? `${toJson(reportJson(report))}\n`
      : text.formatReport(report),
  );
  return 0;
}

/** One goroutine through every dump of every file. */
async function followThrough(
  ports: GoroutinePorts,
  files: readonly string[],
  id: ReturnType<typeof goroutineId>,
  values: { readonly json?: boolean; readonly full?: boolean },
  io: CommandIo,
): Promise<number> {
  const dumps: { readonly file: string; readonly dump: GoroutineDump }[] = [];
  for (const file of files) {
    const read = looksLikeUrl(file)
      ? await readTarget(ports, file, values.full ?? false, io)
      : await readDumps(ports, file, io.signal);
    for (const dump of read) dumps.push({ file, dump });
  }
  const found = followGoroutine(
    dumps.map(({ dump }) => dump.goroutines),
    id,
  );
  if (found.every((record) => record === null))
    throw new TrivetError("not-found", `no goroutine ${id} in the dumps`, {
      advice: "no-goroutine",
    });
  const text = await import("./goroutines-text.ts");
  io.stdout(
    values.json === true
      ? `${toJson({
          schema: "trivet.goroutines/1",
          id,
          dumps: found.map((record) => record && recordJson(record)),
          files: dumps.map(({ file }) => file),
        })}\n`
      : text.formatFollowed(
          id,
          found,
          dumps.map(({ file }) => file),
        ),
  );
  return 0;
}

function groupingOf(text: string | undefined): Grouping {
  switch (text) {
    case undefined:
      return { by: "all" };
    case "stack":
    case "state":
    case "function":
    case "creator":
    case "wait":
      return { by: text };
    default: {
      const key = text.startsWith("label:") ? text.slice("label:".length) : "";
      if (key !== "") return { by: "label", key };
      throw new TrivetError(
        "usage",
        `cannot group by ${JSON.stringify(text)}: there are stack, state, wait, function, creator, label:KEY`,
      );
    }
  }
}

function followOf(
  text: string | undefined,
): ReturnType<typeof goroutineId> | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new TrivetError("usage", `not a goroutine's id: ${text}`);
  return goroutineId(Number(text));
}

async function openPorts(): Promise<GoroutinePorts> {
  const { InProcessProfileEngine } =
    await import("../../node/profile-engine/in-process-engine.ts");
  return {
    engine: new InProcessProfileEngine(),
    gunzip: async (bytes) => gunzip(bytes, "dump"),
  };
}

async function readDumps(
  ports: GoroutinePorts,
  path: string,
  signal: AbortSignal,
): Promise<readonly GoroutineDump[]> {
  const bytes = await readInputFile(path, { signal });
  try {
    return await readGoroutineDumps(ports, bytes, signal);
  } catch (thrown) {
    if (!(thrown instanceof TrivetError)) throw thrown;
    throw new TrivetError(thrown.code, `${path}: ${thrown.message}`, {
      cause: thrown,
      detail: { ...thrown.detail, file: path },
    });
  }
}

async function readTarget(
  ports: GoroutinePorts,
  source: string,
  full: boolean,
  io: CommandIo,
): Promise<readonly GoroutineDump[]> {
  const { NodeHttpFetcher } =
    await import("../../node/collectors/http/http-fetcher.ts");
  const http = new NodeHttpFetcher();
  const waiting = sayWhileWaiting(source, io);
  const { onProgress } = waiting;
  const request = { timeoutMs, signal: io.signal, onProgress };
  let problem: TrivetError | null = null;
  try {
    // `:6060` may mean the standard path or the one that was typed: the first that answers.
    for (const baseUrl of parseTargetAddress(source).baseUrls) {
      try {
        const bytes = await fetchGoroutineProfile({ http }, baseUrl, request);
        const dumps = await readGoroutineDumps(ports, bytes, io.signal);
        if (!full) return dumps;
        io.stderr(describeCost(dumps));
        return await readGoroutineDumps(
          ports,
          await fetchGoroutineDump({ http }, baseUrl, request),
          io.signal,
        );
      } catch (thrown) {
        const error = toTrivetError(thrown);
        if (
          error.code !== "profile-not-served" &&
          error.code !== "not-go-pprof"
        )
          throw error;
        problem ??= error;
      }
    }
  } finally {
    waiting.done();
    http.close();
  }
  throw problem ?? new TrivetError("url-invalid", `no pprof URL in ${source}`);
}

function describeCost(dumps: readonly GoroutineDump[]): string {
  const goroutines = dumps.reduce(
    (sum, dump) => sum + countGoroutines(dump),
    0,
  );
  const { low, high } = estimateDumpMs(goroutines);
  return `cost: debug=2 stops the target while it prints ${goroutines} goroutines: ${formatDuration(low)} with short stacks, up to ${formatDuration(high)} with deep ones\n`;
}

function lastDump(
  dumps: readonly GoroutineDump[],
  source: string,
  io: CommandIo,
): GoroutineDump {
  const dump = dumps.at(-1);
  if (dump === undefined)
    throw new TrivetError("profile-empty", `${source} holds no dump`);
  if (dumps.length > 1)
    io.stderr(
      `warning: ${source} holds ${dumps.length} dumps; this is the last\n`,
    );
  return dump;
}

export const goroutinesCommand: Command = {
  name: "goroutines",
  summary: "what goroutines wait for: groups of a dump or a crash, and growth",
  usage,
  run,
};
