// `goroutine profile: total N` and `threadcreate profile: total N`, what /debug/pprof/goroutine?debug=1 answers
// (parseGoCount in profile/legacy_profile.go), with the labels that pprof loses.

import { malformedProfile } from "../wire-reader.ts";
import { ProfileBuilder, unknownMapping } from "../profile-builder.ts";
import { neverStop, type Checkpoint, type Profile } from "../profile.ts";
import {
  nextContentLine,
  textLines,
  textRows,
  TextStacks,
} from "./text-rows.ts";

export const countHeader = /^(\S+) profile: total \d+\s*$/;

/** One sample type, named as the profile is. Code: profile-malformed. */
export function parseCountText(
  text: string,
  checkpoint: Checkpoint = neverStop,
): Profile {
  const lines = textLines(text);
  const found = countHeader.exec(nextContentLine(lines)?.text ?? "");
  if (found === null)
    throw malformedProfile(0, "its first line is not that of a count profile");
  const type = { type: found[1]!, unit: "count" };
  const builder = new ProfileBuilder([type]);
  const stacks = new TextStacks(builder);
  let rows = 0;
  for (const row of textRows(lines)) {
    if (rows++ % 1024 === 0) checkpoint();
    if (!/^\d{1,15}$/.test(row.head))
      throw malformedProfile(row.offset, "a row has no count");
    builder.addSample(stacks.stack(row), [Number(row.head)], row.labels);
  }
  return builder.build({
    periodType: type,
    period: 1,
    mappings: [unknownMapping],
  });
}
