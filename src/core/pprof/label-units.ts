// In what unit a numeric label is (NumLabelUnits in profile/profile.go): the first one that any sample gives for its key,
// else one inferred from the key. Go writes `bytes` on heap samples without a unit.

import type { Profile } from "./profile.ts";

export interface LabelUnits {
  readonly units: ReadonlyMap<string, string>;
  /** Keys with more than one unit, and the units that are not used. */
  readonly ignored: ReadonlyMap<string, readonly string[]>;
}

export function numericLabelUnits(profile: Profile): LabelUnits {
  const { labels, strings } = profile;
  const units = new Map<string, string>();
  const ignored = new Map<string, Set<string>>();
  // By string index, because there may be a label a sample and only a handful of keys.
  const keys = new Set<number>();
  for (let label = 0; label < labels.key.length; label++) {
    if (labels.text[label] !== 0) continue;
    const key = labels.key[label]!;
    keys.add(key);
    if (labels.unit[label] === 0) continue;
    const unit = strings.get(labels.unit[label]!);
    const name = strings.get(key);
    const known = units.get(name);
    if (unit === "" || unit === known) continue;
    if (known === undefined) units.set(name, unit);
    else ignored.set(name, (ignored.get(name) ?? new Set()).add(unit));
  }
  for (const key of keys) {
    const name = strings.get(key);
    if (!units.has(name)) units.set(name, inferredUnit(name));
  }
  return {
    units,
    ignored: new Map(
      [...ignored].map(([key, others]) => [key, [...others].sort()]),
    ),
  };
}

function inferredUnit(key: string): string {
  return key === "alignment" || key === "request" ? "bytes" : key;
}
