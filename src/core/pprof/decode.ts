// Bytes to a profile in one pass. What is accepted and what is refused follows google/pprof (profile/encode.go and
// CheckValid), plus: fields it does not know are skipped whatever their wire type. Takes plain bytes: un-gzipping is
// the caller's, because how much it may unpack is the caller's decision.

import type { TrivetError } from "../errors.ts";
import { SampleReader } from "./decode-samples.ts";
import { SymbolReader } from "./decode-symbols.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { StringTableReader } from "./string-table.ts";
import { malformedProfile, wireBytes, WireReader } from "./wire-reader.ts";

interface ValueTypeReference {
  readonly type: number;
  readonly unit: number;
}

/** What is not in columns, while it is being read. */
interface Header {
  readonly sampleTypes: ValueTypeReference[];
  readonly comments: number[];
  timeNanos: bigint;
  durationNanos: number;
  periodType: ValueTypeReference;
  period: number;
  defaultSampleType: number;
  dropFrames: number;
  keepFrames: number;
  docUrl: number;
}

const checkpointEvery = 4096;

/**
 * Decodes an uncompressed profile. Memory stays within a small multiple of the input, whatever lengths it claims.
 * Codes: profile-malformed, profile-truncated; `detail.offset` is the byte.
 */
export function decodeProfile(
  bytes: Uint8Array,
  checkpoint: Checkpoint = neverStop,
): Profile {
  const reader = new WireReader(bytes);
  const strings = new StringTableReader();
  const symbols = new SymbolReader(bytes.length, strings);
  const samples = new SampleReader(bytes.length, symbols.locationIds, strings);
  const header: Header = {
    sampleTypes: [],
    comments: [],
    timeNanos: 0n,
    durationNanos: 0,
    periodType: { type: 0, unit: 0 },
    period: 0,
    defaultSampleType: 0,
    dropFrames: 0,
    keepFrames: 0,
    docUrl: 0,
  };
  const parts = { strings, symbols, samples, header };
  let fieldStart = 0;
  try {
    for (let fields = 0; !reader.atEnd; fields++) {
      if (fields % checkpointEvery === 0) checkpoint();
      fieldStart = reader.position;
      readField(reader, parts);
    }
  } catch (error) {
    if (header.timeNanos === 0n) throw error;
    throw findSecondProfile(bytes, fieldStart) ?? error;
  }
  return assemble(bytes, parts);
}

interface ProfileParts {
  readonly strings: StringTableReader;
  readonly symbols: SymbolReader;
  readonly samples: SampleReader;
  readonly header: Header;
}

function readField(
  reader: WireReader,
  { strings, symbols, samples, header }: ProfileParts,
): void {
  reader.readTag();
  switch (reader.field) {
    case 2:
      reader.expect(wireBytes, "a sample");
      samples.read(reader);
      return;
    case 3:
      reader.expect(wireBytes, "a mapping");
      symbols.readMapping(reader);
      return;
    case 4:
      reader.expect(wireBytes, "a location");
      symbols.readLocation(reader);
      return;
    case 5:
      reader.expect(wireBytes, "a function");
      symbols.readFunction(reader);
      return;
    case 6:
      reader.expect(wireBytes, "a string");
      strings.readEntry(reader);
      return;
    default:
      readHeaderField(reader, strings, header);
  }
}

/** A second time from `start` on says that what went wrong is the second of two profiles; null = there is none. */
function findSecondProfile(
  bytes: Uint8Array,
  start: number,
): TrivetError | null {
  const reader = new WireReader(bytes);
  reader.position = start;
  try {
    while (!reader.atEnd) {
      reader.readTag();
      if (reader.field === 9) return strungTogether(reader.position);
      reader.skip();
    }
  } catch {
    // Damaged behind it as well: what was found first is said.
  }
  return null;
}

function strungTogether(offset: number): TrivetError {
  return malformedProfile(offset, "several profiles are strung together");
}

function readHeaderField(
  reader: WireReader,
  strings: StringTableReader,
  header: Header,
): void {
  switch (reader.field) {
    case 1:
      header.sampleTypes.push(readValueType(reader, strings));
      return;
    case 7:
      header.dropFrames = strings.readReference(reader, "drop_frames");
      return;
    case 8:
      header.keepFrames = strings.readReference(reader, "keep_frames");
      return;
    case 9:
      if (header.timeNanos !== 0n) throw strungTogether(reader.position);
      header.timeNanos = BigInt.asIntN(64, reader.readUint64("time_nanos"));
      return;
    case 10:
      header.durationNanos = reader.readInt64("duration_nanos");
      return;
    case 11:
      header.periodType = readValueType(reader, strings);
      return;
    case 12:
      header.period = reader.readInt64("period");
      return;
    case 13:
      readComments(reader, strings, header.comments);
      return;
    case 14:
      header.defaultSampleType = strings.readReference(
        reader,
        "default_sample_type",
      );
      return;
    case 15:
      header.docUrl = strings.readReference(reader, "doc_url");
      return;
    default:
      reader.skip();
  }
}

function readValueType(
  reader: WireReader,
  strings: StringTableReader,
): ValueTypeReference {
  reader.expect(wireBytes, "a value type");
  const outer = reader.enter();
  let type = 0;
  let unit = 0;
  while (!reader.atEnd) {
    reader.readTag();
    if (reader.field === 1)
      type = strings.readReference(reader, "a value type's name");
    else if (reader.field === 2)
      unit = strings.readReference(reader, "a value type's unit");
    else reader.skip();
  }
  reader.leave(outer);
  return { type, unit };
}

function readComments(
  reader: WireReader,
  strings: StringTableReader,
  comments: number[],
): void {
  if (reader.wireType !== wireBytes) {
    comments.push(strings.readReference(reader, "a comment"));
    return;
  }
  const outer = reader.enter();
  reader.wireType = 0;
  while (!reader.atEnd)
    comments.push(strings.readReference(reader, "a comment"));
  reader.leave(outer);
}

function assemble(bytes: Uint8Array, parts: ProfileParts): Profile {
  const { header } = parts;
  const strings = parts.strings.build(bytes);
  const valueType = (reference: ValueTypeReference) => ({
    type: strings.get(reference.type),
    unit: strings.get(reference.unit),
  });
  return {
    sampleTypes: header.sampleTypes.map(valueType),
    defaultSampleType: strings.get(header.defaultSampleType),
    periodType: valueType(header.periodType),
    period: header.period,
    timeNanos: header.timeNanos,
    durationNanos: header.durationNanos,
    comments: header.comments.map((index) => strings.get(index)),
    dropFrames: strings.get(header.dropFrames),
    keepFrames: strings.get(header.keepFrames),
    docUrl: strings.get(header.docUrl),
    strings,
    ...parts.samples.build(header.sampleTypes.length),
    ...parts.symbols.build(strings),
  };
}
