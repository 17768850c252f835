// A goroutine dump as a profile in which every goroutine weighs one, so that flame graph, table and filters work on dumps
// that `go tool pprof` refuses. What a profile has no place for becomes labels, whose names no program gives its own.

import type {
  GoroutineDump,
  GoroutineRecord,
  StackFrame,
} from "../../core/goroutines/goroutine-dump.ts";
import { derivedLabelPrefix } from "../../core/pprof/goroutine-groups.ts";
import {
  ProfileBuilder,
  type NewLabel,
} from "../../core/pprof/profile-builder.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";

const type = { type: "goroutine", unit: "count" };

/** Goroutines with the same stack, state, wait, creator and labels are one sample that counts them. */
export function dumpProfile(
  dump: GoroutineDump,
  checkpoint: Checkpoint,
): Profile {
  const builder = new ProfileBuilder([type]);
  const locations = new Map<StackFrame, number>();
  const locationOf = (frame: StackFrame): number => {
    const known = locations.get(frame);
    if (known !== undefined) return known;
    const { function: name, file, line, pc } = frame;
    const location = builder.addLocation(BigInt(pc ?? 0), [
      { name, file, line },
    ]);
    locations.set(frame, location);
    return location;
  };
  for (const [index, { record, count }] of alike(dump.goroutines).entries()) {
    if (index % 1024 === 0) checkpoint();
    builder.addSample(
      record.stack.frames.map(locationOf),
      [count],
      labelsOf(record),
    );
  }
  return builder.build({ periodType: type, period: 1 });
}

function alike(
  goroutines: readonly GoroutineRecord[],
): readonly { readonly record: GoroutineRecord; readonly count: number }[] {
  const stacks = new Map<object, number>();
  const found = new Map<string, { record: GoroutineRecord; count: number }>();
  for (const record of goroutines) {
    const stack = stacks.get(record.stack) ?? stacks.size;
    stacks.set(record.stack, stack);
    const key = `${stack}\n${record.state ?? ""}\n${record.waitMinutes ?? ""}\n${record.createdBy?.frame.function ?? ""}\n${labelsKey(record.labels)}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { record, count: record.count });
    else known.count += record.count;
  }
  return [...found.values()];
}

/** Most goroutines have no labels, and a dump has 100,000 of them. */
function labelsKey(labels: GoroutineRecord["labels"]): string {
  for (const _key in labels) return JSON.stringify(labels);
  return "";
}

function labelsOf(record: GoroutineRecord): readonly NewLabel[] {
  const { state, waitMinutes, createdBy, labels } = record;
  const own = Object.entries(labels).map(([key, text]) => ({ key, text }));
  const derived = (key: string): string => `${derivedLabelPrefix}${key}`;
  return [
    ...own,
    ...(state === null ? [] : [{ key: derived("state"), text: state }]),
    ...(createdBy === null
      ? []
      : [{ key: derived("creator"), text: createdBy.frame.function }]),
    ...(waitMinutes === null
      ? []
      : [{ key: derived("wait"), number: waitMinutes, unit: "minutes" }]),
  ];
}
