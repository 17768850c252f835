// The goroutine profile: goroutines with the same stack and labels are one group, counted in this snapshot and in an
// earlier one. Groups that are gone stay in the list with a count of 0: a pool that vanished is news as well.

import { TrivetError } from "../errors.ts";
import { compareGoStrings } from "./go-text.ts";
import { int64At } from "./int64-column.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { valueAt } from "./sample-type.ts";
import { StackReader } from "./stack-frames.ts";
import type { GoroutineGroup } from "./views.ts";

/** What a goroutine dump knows and a profile has no place for is in labels of this name; groups do not tell them apart. */
export const derivedLabelPrefix = "goroutine::";

type GrowingGroup = {
  -readonly [K in keyof GoroutineGroup]: GoroutineGroup[K];
};

/** Largest first. Code: profile-incompatible when either is not a goroutine profile. */
export function buildGoroutineGroups(
  profile: Profile,
  before: Profile | null,
  checkpoint: Checkpoint = neverStop,
): readonly GoroutineGroup[] {
  const groups = new Map<string, GrowingGroup>();
  const none = before === null ? null : 0;
  collect(profile, checkpoint, (key, group, count) => {
    const known = groups.get(key);
    if (known === undefined)
      groups.set(key, { ...group(), count, before: none });
    else known.count += count;
  });
  if (before !== null)
    collect(before, checkpoint, (key, group, count) => {
      const known = groups.get(key);
      if (known === undefined)
        groups.set(key, { ...group(), count: 0, before: count });
      else known.before = (known.before ?? 0) + count;
    });
  return [...groups.values()].sort(
    (a, b) =>
      b.count - a.count ||
      (b.before ?? 0) - (a.before ?? 0) ||
      compareGoStrings(
        a.frames[0]?.function ?? "",
        b.frames[0]?.function ?? "",
      ),
  );
}

type Stack = Pick<GoroutineGroup, "frames" | "labels">;

function collect(
  profile: Profile,
  checkpoint: Checkpoint,
  add: (key: string, group: () => Stack, count: number) => void,
): void {
  const type = profile.sampleTypes.findIndex(
    (candidate) => candidate.type === "goroutine",
  );
  if (type === -1)
    throw new TrivetError(
      "profile-incompatible",
      `not a goroutine profile: it has ${profile.sampleTypes.map((own) => own.type).join(", ") || "no sample types"}`,
      { advice: "not-goroutines" },
    );
  const stacks = new StackReader(profile);
  for (let sample = 0; sample < profile.samples.count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const frames = [...stacks.frames(sample)];
    const labels = labelsOf(profile, sample);
    const key = JSON.stringify([
      frames.map((frame) => [frame.function, frame.file, frame.line]),
      Object.entries(labels).sort(([a], [b]) => compareGoStrings(a, b)),
    ]);
    add(
      key,
      () => ({ frames, labels }),
      Number(valueAt(profile, sample, type)),
    );
  }
}

function labelsOf(
  profile: Profile,
  sample: number,
): Readonly<Record<string, string>> {
  const { samples, labels, strings } = profile;
  const found = new Map<string, string>();
  const end = samples.labelStart[sample + 1]!;
  for (let at = samples.labelStart[sample]!; at < end; at++) {
    const key = strings.get(labels.key[at]!);
    if (key.startsWith(derivedLabelPrefix)) continue;
    found.set(
      key,
      labels.text[at] === 0
        ? `${int64At(labels.number, at)}${strings.get(labels.unit[at]!)}`
        : strings.get(labels.text[at]!),
    );
  }
  return Object.fromEntries(found);
}
