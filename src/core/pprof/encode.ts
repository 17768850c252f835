// A profile back to bytes (proto/profile.proto): everything that was decoded, ids and negative values included, so that
// other tools read what this one wrote. Gzip is the caller's.

import { compareGoStrings } from "./go-text.ts";
import { int64At } from "./int64-column.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { StringPool } from "./string-table.ts";
import type { SampleType } from "./views.ts";
import { WireWriter } from "./wire-writer.ts";

/** Uncompressed. `decodeProfile` of it is the same profile, with its labels sorted by key as pprof writes them. */
export function encodeProfile(
  profile: Profile,
  checkpoint: Checkpoint = neverStop,
): Uint8Array {
  return new ProfileWriter(profile).write(checkpoint);
}

class ProfileWriter {
  readonly #profile: Profile;
  readonly #out = new WireWriter();
  readonly #pool = new StringPool();
  /** By string index of the profile, plus one; 0 = not written. */
  readonly #strings: Uint32Array;

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#strings = new Uint32Array(profile.strings.length);
  }

  write(checkpoint: Checkpoint): Uint8Array {
    const out = this.#out;
    const profile = this.#profile;
    for (const type of profile.sampleTypes) this.#valueType(1, type);
    for (let sample = 0; sample < profile.samples.count; sample++) {
      if (sample % 1024 === 0) checkpoint();
      out.nested(2, () => this.#sample(sample));
    }
    this.#mappings();
    for (const location of profile.locations.order)
      out.nested(4, () => this.#location(location));
    for (const index of profile.functions.order)
      out.nested(5, () => this.#function(index));
    const header = {
      dropFrames: this.#pool.intern(profile.dropFrames),
      keepFrames: this.#pool.intern(profile.keepFrames),
      comments: profile.comments.map((text) => this.#pool.intern(text)),
      defaultSampleType: this.#pool.intern(profile.defaultSampleType),
      docUrl: this.#pool.intern(profile.docUrl),
    };
    const { type, unit } = profile.periodType;
    if (type !== "" || unit !== "") this.#valueType(11, profile.periodType);
    for (let index = 0; index < this.#pool.length; index++)
      out.text(6, this.#pool.get(index));
    out.integer(7, header.dropFrames);
    out.integer(8, header.keepFrames);
    out.integer(9, profile.timeNanos);
    out.integer(10, profile.durationNanos);
    out.integer(12, profile.period);
    if (header.comments.length > 0)
      out.nested(13, () => header.comments.forEach((text) => out.varint(text)));
    out.integer(14, header.defaultSampleType);
    out.integer(15, header.docUrl);
    return out.build();
  }

  #string(index: number): number {
    const known = this.#strings[index]!;
    if (known !== 0) return known - 1;
    const written = this.#pool.intern(this.#profile.strings.get(index));
    this.#strings[index] = written + 1;
    return written;
  }

  #valueType(field: number, { type, unit }: SampleType): void {
    this.#out.nested(field, () => {
      this.#out.integer(1, this.#pool.intern(type));
      this.#out.integer(2, this.#pool.intern(unit));
    });
  }

  #sample(sample: number): void {
    const out = this.#out;
    const { samples, locations, sampleTypes } = this.#profile;
    const start = samples.stackStart[sample]!;
    const end = samples.stackStart[sample + 1]!;
    if (end > start)
      out.nested(1, () => {
        for (let at = start; at < end; at++)
          out.varint(smallId(locations.id[samples.stack[at]!]!));
      });
    if (sampleTypes.length > 0)
      out.nested(2, () => {
        for (let type = 0; type < sampleTypes.length; type++)
          out.varint(
            int64At(samples.values, sample * sampleTypes.length + type),
          );
      });
    for (const label of this.#sortedLabels(sample))
      out.nested(3, () => this.#label(label));
  }

  /** Texts before numbers, each by key; several values of one key keep their order. */
  #sortedLabels(sample: number): readonly number[] {
    const { samples, labels, strings } = this.#profile;
    const start = samples.labelStart[sample]!;
    const end = samples.labelStart[sample + 1]!;
    const own = Array.from({ length: end - start }, (_, at) => start + at);
    if (own.length < 2) return own;
    const rank = (label: number): number => (labels.text[label] === 0 ? 1 : 0);
    const key = (label: number): string => strings.get(labels.key[label]!);
    return own.sort(
      (a, b) => rank(a) - rank(b) || compareGoStrings(key(a), key(b)),
    );
  }

  #label(label: number): void {
    const { labels } = this.#profile;
    this.#out.integer(1, this.#string(labels.key[label]!));
    this.#out.integer(2, this.#string(labels.text[label]!));
    this.#out.integer(3, int64At(labels.number, label));
    this.#out.integer(4, this.#string(labels.unit[label]!));
  }

  #mappings(): void {
    const out = this.#out;
    for (const mapping of this.#profile.mappings)
      out.nested(3, () => {
        out.integer(1, mapping.id);
        out.integer(2, mapping.start);
        out.integer(3, mapping.limit);
        out.integer(4, mapping.offset);
        out.integer(5, this.#pool.intern(mapping.file));
        out.integer(6, this.#pool.intern(mapping.buildId));
        out.bool(7, mapping.hasFunctions);
        out.bool(8, mapping.hasFilenames);
        out.bool(9, mapping.hasLineNumbers);
        out.bool(10, mapping.hasInlineFrames);
      });
  }

  #location(location: number): void {
    const out = this.#out;
    const { locations, lines, functions, mappings } = this.#profile;
    out.integer(1, locations.id[location]!);
    out.integer(2, mappings[locations.mapping[location]!]?.id ?? 0);
    out.integer(3, locations.address[location]!);
    const start = locations.lineStart[location]!;
    const end = start + locations.lineCount[location]!;
    for (let line = start; line < end; line++)
      out.nested(4, () => {
        out.integer(1, functions.id[lines.function[line]!]!);
        out.integer(2, lines.line[line]!);
        out.integer(3, lines.column[line]!);
      });
    out.bool(5, locations.folded[location] === 1);
  }

  #function(index: number): void {
    const { functions } = this.#profile;
    this.#out.integer(1, functions.id[index]!);
    this.#out.integer(2, this.#string(functions.name[index]!));
    this.#out.integer(3, this.#string(functions.systemName[index]!));
    this.#out.integer(4, this.#string(functions.file[index]!));
    this.#out.integer(5, functions.startLine[index]!);
  }
}

/** Nearly all ids fit a double, and a varint of a double is several times cheaper. */
function smallId(id: bigint): number | bigint {
  return id < 0x20_0000_0000_0000n ? Number(id) : id;
}
