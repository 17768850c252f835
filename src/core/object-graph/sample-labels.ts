// What a sample of a file of holders says in its labels: by key, texts and numbers.

import { int64At } from "../pprof/int64-column.ts";
import type { Profile } from "../pprof/profile.ts";

export interface SampleLabels {
  readonly texts: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
}

export function readLabels(
  { labels, samples, strings }: Profile,
  sample: number,
): SampleLabels {
  const texts = new Map<string, string>();
  const numbers = new Map<string, number>();
  const end = samples.labelStart[sample + 1]!;
  for (let at = samples.labelStart[sample]!; at < end; at++) {
    const key = strings.get(labels.key[at]!);
    texts.set(key, strings.get(labels.text[at]!));
    numbers.set(key, Number(int64At(labels.number, at)));
  }
  return { texts, numbers };
}
