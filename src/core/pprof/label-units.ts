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
  const keys = new Set<string>();
  for (let label = 0; label < labels.key.length; label++) {
    if (labels.text[label] !== 0) continue;
    const key = strings.get(labels.key[label]!);
    keys.add(key);
    const unit = strings.get(labels.unit[label]!);
    if (unit === "") continue;
    const known = units.get(key);
    if (known === undefined) units.set(key, unit);
    else if (known !== unit)
      ignored.set(key, (ignored.get(key) ?? new Set()).add(unit));
  }
  for (const key of keys)
    if (!units.has(key))
      units.set(key, key === "alignment" || key === "request" ? "bytes" : key);
  return {
    units,
    ignored: new Map(
      [...ignored].map(([key, others]) => [key, [...others].sort()]),
    ),
  };
}
