// Names of a profile that somebody sent, as text: a line feed in a function's name would forge a row, an escape sequence
// drive the terminal that shows the file later. Symbols of real programs have neither, and stay as pprof prints them.

import type { Profile } from "../../core/pprof/profile.ts";
import type { ReportSubject } from "../../core/pprof/report/subject.ts";
import type { StringTable } from "../../core/pprof/string-table.ts";
import type { SampleType } from "../../core/pprof/views.ts";
import { printableLine } from "../printable.ts";

/** The same subject with every text of its profile fit to be printed. Filters have been applied by the real names. */
export function inertSubject(subject: ReportSubject): ReportSubject {
  return {
    ...subject,
    profile: inertProfile(subject.profile),
    sampleType: inertType(subject.sampleType),
    labelUnits: new Map(
      [...subject.labelUnits].map(([key, unit]) => [
        printableLine(key),
        printableLine(unit),
      ]),
    ),
  };
}

function inertProfile(profile: Profile): Profile {
  return {
    ...profile,
    sampleTypes: profile.sampleTypes.map(inertType),
    periodType: inertType(profile.periodType),
    defaultSampleType: printableLine(profile.defaultSampleType),
    comments: profile.comments.map(printableLine),
    docUrl: printableLine(profile.docUrl),
    strings: inertStrings(profile.strings),
    mappings: profile.mappings.map((mapping) => ({
      ...mapping,
      file: printableLine(mapping.file),
      buildId: printableLine(mapping.buildId),
    })),
  };
}

function inertType(sampleType: SampleType): SampleType {
  return {
    ...sampleType,
    type: printableLine(sampleType.type),
    unit: printableLine(sampleType.unit),
  };
}

function inertStrings(strings: StringTable): StringTable {
  return {
    length: strings.length,
    get: (index) => printableLine(strings.get(index)),
  };
}
