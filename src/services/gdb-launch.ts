// Starts a gdb for one subject and puts the parts around it together: the console and its transcript, the meter of
// stops, the attachment.

import { TrivetError } from "../core/errors.ts";
import type { Target } from "../core/investigation/model.ts";
import { GdbAttachment, type AttachmentEvents } from "./gdb-attachment.ts";
import { GdbConsole } from "./gdb-console.ts";
import type { Held, Launching } from "./gdb-held.ts";
import type { GdbPrice } from "./gdb-price.ts";
import type { GdbRecord } from "./gdb-record.ts";
import { GdbStopMeter } from "./gdb-stop-meter.ts";
import { describeSubject, executableOf } from "./gdb-subject.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";
import type { GdbLauncher } from "./ports/gdb.ts";
import type { ProcessInspector } from "./ports/target.ts";

export interface GdbSessionPorts {
  readonly launcher: GdbLauncher;
  readonly inspector: ProcessInspector;
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
}

export interface LaunchRequest {
  readonly target: Target | null;
  readonly launching: Launching;
  readonly size: { readonly columns: number; readonly rows: number };
  readonly readOnly: boolean;
  readonly stopBudgetMs: number;
  readonly onOutput: (text: string) => void;
  readonly events: AttachmentEvents;
}

export interface LaunchTools {
  readonly ports: GdbSessionPorts;
  readonly price: GdbPrice;
  readonly record: GdbRecord;
}

/** Does not take hold yet. Codes: those of the launcher and of `GdbPrice.obstacle`, cancelled. */
export async function launchGdb(
  { ports, price, record }: LaunchTools,
  request: LaunchRequest,
): Promise<Held> {
  const { launcher, inspector, clock, ids, journal } = ports;
  const { target, launching, readOnly } = request;
  const { subject } = launching;
  if (subject.kind === "process") {
    const obstacle = await price.obstacle(target, subject.pid);
    if (obstacle !== null) throw obstacle;
  }
  const gdbVersion = await launcher.version();
  const before =
    subject.kind === "process" ? await inspector.state(subject.pid) : null;
  const wasStopped = before?.state === "T";
  const mode = readOnly ? ", read-only" : "";
  record.act(target, "gdb.attach", describeSubject(subject) + mode);
  const process = await launcher.launch({
    exe: executableOf(subject),
    runningPid: subject.kind === "process" && !wasStopped ? subject.pid : null,
    readOnly,
    ...request.size,
  });
  if (launching.cancelled) {
    process.terminate();
    throw new TrivetError("cancelled", "detached while gdb was starting");
  }
  const meter = new GdbStopMeter(
    clock,
    record.event(target),
    request.stopBudgetMs,
  );
  const console = new GdbConsole({
    process,
    clock,
    session: ids.next("gdb"),
    onOutput: request.onOutput,
    onChunk: (chunk) => journal.append({ type: "transcript", chunk }),
  });
  const attachment = new GdbAttachment({
    ports,
    process,
    subject,
    wasStopped,
    console,
    meter,
    events: request.events,
  });
  return { target, meter, console, gdbVersion, readOnly, attachment };
}
