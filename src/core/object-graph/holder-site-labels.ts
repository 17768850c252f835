// Sites of allocation in a file of holders: as labels of samples that count nothing, so that other tools show them
// (`go tool pprof -tags`) and no sum changes.

import type { NewLabel } from "../pprof/profile-builder.ts";
import type { Profile } from "../pprof/profile.ts";
import type { HolderSite } from "./allocation-place.ts";
import { readLabels } from "./sample-labels.ts";

const keys = {
  function: "allocated in",
  place: "allocated at",
  via: "allocated by",
  samples: "sampled objects",
  bytes: "sampled bytes",
} as const;

export function siteLabels(site: HolderSite): readonly NewLabel[] {
  return [
    { key: keys.function, text: site.function },
    { key: keys.place, text: `${site.file}:${site.line}` },
    ...(site.via === "" ? [] : [{ key: keys.via, text: site.via }]),
    { key: keys.samples, number: site.samples, unit: "count" },
    { key: keys.bytes, number: Math.round(site.bytes), unit: "bytes" },
  ];
}

/** Null of a sample without such labels. */
export function readSite(profile: Profile, sample: number): HolderSite | null {
  const { texts, numbers } = readLabels(profile, sample);
  const name = texts.get(keys.function);
  const place = texts.get(keys.place);
  if (name === undefined || place === undefined) return null;
  const colon = place.lastIndexOf(":");
  return {
    function: name,
    file: place.slice(0, Math.max(0, colon)),
    line: Number(place.slice(colon + 1)) || 0,
    via: texts.get(keys.via) ?? "",
    samples: numbers.get(keys.samples) ?? 0,
    bytes: numbers.get(keys.bytes) ?? 0,
  };
}
