// A decoded profile back as the text that profile-text.ts reads, for comparing whole profiles in one look.

import { int64At } from "../../src/core/pprof/int64-column.ts";
import type { Profile } from "../../src/core/pprof/profile.ts";

export function textOfProfile(profile: Profile): string {
  const { samples, labels, locations, lines, functions, strings } = profile;
  const types = profile.sampleTypes.length;
  const frame = (line: number): string => {
    const index = lines.function[line]!;
    const file = strings.get(functions.file[index]!);
    const place = file === "" ? "" : `@${file}:${lines.line[line]}`;
    return `${strings.get(functions.name[index]!)}${place}`;
  };
  const locationText = (location: number): string => {
    const start = locations.lineStart[location]!;
    return Array.from({ length: locations.lineCount[location]! }, (_, index) =>
      frame(start + index),
    )
      .reverse()
      .join(">");
  };
  const rows = Array.from({ length: samples.count }, (_, sample) => {
    const stack = [
      ...samples.stack.subarray(
        samples.stackStart[sample],
        samples.stackStart[sample + 1],
      ),
    ];
    const parts = [
      stack.length === 0 ? "-" : stack.reverse().map(locationText).join(";"),
    ];
    for (let type = 0; type < types; type++)
      parts.push(String(int64At(samples.values, sample * types + type)));
    for (
      let label = samples.labelStart[sample]!;
      label < samples.labelStart[sample + 1]!;
      label++
    ) {
      const key = strings.get(labels.key[label]!);
      parts.push(
        labels.text[label] === 0
          ? `[${key}=${int64At(labels.number, label)}${strings.get(labels.unit[label]!)}]`
          : `[${key}:${strings.get(labels.text[label]!)}]`,
      );
    }
    return parts.join(" ");
  });
  const header = [
    `types ${profile.sampleTypes.map((own) => `${own.type}/${own.unit}`).join(" ")}`,
    `default ${profile.defaultSampleType}`,
    `period ${profile.periodType.type}/${profile.periodType.unit} ${profile.period}`,
    `time ${profile.timeNanos}`,
  ];
  return [...header, ...rows].join("\n");
}
