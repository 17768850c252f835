// `topproto`: the table as a profile, one sample a row (printTopProto in internal/report).

import { neverStop, type Checkpoint, type Profile } from "../profile.ts";
import { ProfileBuilder } from "../profile-builder.ts";
import { scaleToUnit } from "../units.ts";
import type { ExactInteger } from "../views.ts";
import { cumOf, flatOf } from "./call-graph.ts";
import { chooseUnit } from "./header.ts";
import type { ReportSubject } from "./subject.ts";
import { buildTrimmedGraph, type TrimOptions } from "./trim-graph.ts";

/** Values are cut to whole numbers of the chosen unit, as pprof does. */
export function buildTopProto(
  subject: ReportSubject,
  options: TrimOptions,
  checkpoint: Checkpoint = neverStop,
): Profile {
  const { nodes } = buildTrimmedGraph(subject, options, checkpoint);
  const unit = chooseUnit(subject, nodes);
  const from = subject.sampleType.unit;
  const scaled = (value: ExactInteger): number =>
    Math.trunc(scaleToUnit(value, from, unit).value) + 0;
  const builder = new ProfileBuilder([
    { type: "cum", unit },
    { type: "flat", unit },
  ]);
  for (const node of nodes) {
    const { info } = node;
    const location = builder.addLocation(info.address, [
      { ...info, systemName: "" },
    ]);
    builder.addSample([location], [scaled(cumOf(node)), scaled(flatOf(node))]);
  }
  const { timeNanos, durationNanos, periodType, period } = subject.profile;
  return builder.build({ timeNanos, durationNanos, periodType, period });
}
