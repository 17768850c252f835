// `raw`: the whole profile as text, in the order and with the ids of the file (String in profile/profile.go).

import { int64At } from "../int64-column.ts";
import { compareGoStrings } from "../go-text.ts";
import { neverStop, type Checkpoint, type Profile } from "../profile.ts";
import { sampleLabels } from "../sample-labels.ts";

/** The text of `go tool pprof -raw`. */
export function formatRaw(
  profile: Profile,
  checkpoint: Checkpoint = neverStop,
): string {
  const { sampleTypes, periodType } = profile;
  const types = sampleTypes
    .map(
      ({ type, unit }) =>
        `${type}/${unit}${type === profile.defaultSampleType ? "[dflt]" : ""}`,
    )
    .join(" ");
  const lines = [
    ...profile.comments.map((text) => `Comment: ${text}`),
    ...(profile.docUrl === "" ? [] : [`Doc: ${profile.docUrl}`]),
    `PeriodType: ${periodType.type} ${periodType.unit}`,
    `Period: ${profile.period}`,
    ...(profile.timeNanos === 0n ? [] : [`Time: ${goTime(profile.timeNanos)}`]),
    ...(profile.durationNanos === 0
      ? []
      : [`Duration: ${shortDuration(profile.durationNanos)}`]),
    "Samples:",
    types.trim(),
  ];
  for (let sample = 0; sample < profile.samples.count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    lines.push(...sampleLines(profile, sample));
  }
  lines.push("Locations");
  for (const location of profile.locations.order)
    for (const line of locationLines(profile, location)) lines.push(line);
  lines.push("Mappings", ...mappingLines(profile));
  return `${lines.join("\n")}\n`;
}

function sampleLines(profile: Profile, sample: number): readonly string[] {
  const { samples, locations, sampleTypes } = profile;
  const types = sampleTypes.length;
  let text = "";
  for (let type = 0; type < types; type++)
    text += ` ${String(int64At(samples.values, sample * types + type)).padStart(10)}`;
  text += ": ";
  const end = samples.stackStart[sample + 1]!;
  for (let at = samples.stackStart[sample]!; at < end; at++)
    text += `${locations.id[samples.stack[at]!]} `;
  const { texts, numbers } = sampleLabels(profile, sample);
  const indent = " ".repeat(16);
  const lines = [text];
  if (texts.size > 0)
    lines.push(
      indent +
        [...texts]
          .map(([key, values]) => `${key}:[${values.join(" ")}]`)
          .sort(compareGoStrings)
          .join(" "),
    );
  if (numbers.size > 0)
    lines.push(
      indent +
        [...numbers]
          .map(([key, values]) => {
            const withUnits = values.some(({ unit }) => unit !== "");
            return `${key}:[${values.map(({ value, unit }) => (withUnits ? `${value} ${unit}` : `${value}`)).join(" ")}]`;
          })
          .sort(compareGoStrings)
          .join(" "),
    );
  return lines;
}

function locationLines(profile: Profile, location: number): readonly string[] {
  const { locations, lines, functions, strings, mappings } = profile;
  const mapping = mappings[locations.mapping[location]!];
  let head = `${String(locations.id[location]).padStart(6)}: 0x${locations.address[location]!.toString(16)} `;
  if (mapping !== undefined) head += `M=${mapping.id} `;
  if (locations.folded[location] === 1) head += "[F] ";
  const start = locations.lineStart[location]!;
  const count = locations.lineCount[location]!;
  if (count === 0) return [head];
  return Array.from({ length: count }, (_, index) => {
    const line = start + index;
    const own = lines.function[line]!;
    const name = strings.get(functions.name[own]!);
    const systemName = strings.get(functions.systemName[own]!);
    return (
      `${index === 0 ? head : " ".repeat(13)}${name} ${strings.get(functions.file[own]!)}:` +
      `${lines.line[line]}:${lines.column[line]} s=${functions.startLine[own]}` +
      (name === systemName ? "" : `(${systemName})`)
    );
  });
}

function mappingLines({ mappings }: Profile): readonly string[] {
  const hex = (value: bigint): string => `0x${value.toString(16)}`;
  return mappings.map((mapping) => {
    const bits = [
      mapping.hasFunctions ? "[FN]" : "",
      mapping.hasFilenames ? "[FL]" : "",
      mapping.hasLineNumbers ? "[LN]" : "",
      mapping.hasInlineFrames ? "[IN]" : "",
    ].join("");
    return `${mapping.id}: ${hex(mapping.start)}/${hex(mapping.limit)}/${hex(mapping.offset)} ${mapping.file} ${mapping.buildId} ${bits}`;
  });
}

/** Go's default text of a time in UTC: `2026-11-23 01:15:07.123456789 +0000 UTC`. */
function goTime(nanos: bigint): string {
  const second = 1_000_000_000n;
  const text = new Date(Number(nanos / second) * 1000).toISOString();
  const fraction = String(nanos % second)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${fraction === "" ? "" : `.${fraction}`} +0000 UTC`;
}

/** Go's `%.4v` of a duration: its first four characters, whatever they are. */
function shortDuration(nanos: number): string {
  return goDuration(nanos).slice(0, 4);
}

/** Go's time.Duration.String: `1m0.5s`, `20.0ms`. */
export function goDuration(nanos: number): string {
  const sign = nanos < 0 ? "-" : "";
  const size = Math.abs(nanos);
  if (size === 0) return "0s";
  if (size < 1e3) return `${sign}${size}ns`;
  if (size < 1e6) return `${sign}${size / 1e3}µs`;
  if (size < 1e9) return `${sign}${size / 1e6}ms`;
  const seconds = Math.floor(size / 1e9);
  const fraction = String(size % 1e9)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const rest = `${seconds % 60}${fraction === "" ? "" : `.${fraction}`}s`;
  const hours = Math.floor(seconds / 3600);
  if (seconds < 60) return sign + rest;
  const minutes = `${Math.floor((seconds % 3600) / 60)}m${rest}`;
  return `${sign}${hours === 0 ? "" : `${hours}h`}${minutes}`;
}
