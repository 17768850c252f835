// One sample's labels by key, as pprof holds them: texts and numbers apart, several values a key possible.

import { int64At } from "./int64-column.ts";
import type { Profile } from "./profile.ts";
import type { ExactInteger } from "./views.ts";

export interface SampleLabels {
  readonly texts: ReadonlyMap<string, readonly string[]>;
  readonly numbers: ReadonlyMap<
    string,
    readonly { readonly value: ExactInteger; readonly unit: string }[]
  >;
}

export function sampleLabels(profile: Profile, sample: number): SampleLabels {
  const { samples, labels, strings } = profile;
  const texts = new Map<string, string[]>();
  const numbers = new Map<string, { value: ExactInteger; unit: string }[]>();
  const end = samples.labelStart[sample + 1]!;
  for (let label = samples.labelStart[sample]!; label < end; label++) {
    const key = strings.get(labels.key[label]!);
    if (labels.text[label] !== 0)
      add(texts, key, strings.get(labels.text[label]!));
    else
      add(numbers, key, {
        value: int64At(labels.number, label),
        unit: strings.get(labels.unit[label]!),
      });
  }
  return { texts, numbers };
}

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
