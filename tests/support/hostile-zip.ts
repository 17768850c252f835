// A ZIP writer that does what it is told, lies included, to try the reader with files that no decent program makes.
// Every field of the local header, the directory and the end record can be set apart from the truth.

import { createHash } from "node:crypto";
import { crc32, deflateRawSync } from "node:zlib";

export interface HostileMember {
  /** A Buffer for names that are no UTF-8. */
  readonly name: string | Buffer;
  readonly content: Uint8Array;
  readonly deflate?: boolean;
  /** Name in the local header, when it is to differ from the directory's. */
  readonly localName?: string;
  /** Unpacked size to declare, when it is to differ from the truth. */
  readonly declaredBytes?: number;
  readonly declaredCompressedBytes?: number;
  readonly declaredCrc32?: number;
  readonly method?: number;
  readonly flags?: number;
  /** Unix mode with its kind bits: 0o120777 is a symbolic link. */
  readonly mode?: number;
  /** Points this member at the data of the member with this index. */
  readonly sharesDataOf?: number;
}

/** Text or bytes as a plain member. */
export function member(
  name: string | Buffer,
  content: string | Uint8Array,
  lies: Partial<HostileMember> = {},
): HostileMember {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return { name, content: bytes, ...lies };
}

export function sha256Of(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

const sealPrefix = "trivet sha256 ";

/** The file's bytes; sealed as the product seals them unless `sealed` is false. */
export function buildZip(
  members: readonly HostileMember[],
  options: { readonly sealed?: boolean; readonly comment?: string } = {},
): Buffer {
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  let position = 0;
  const put = (bytes: Buffer): void => {
    parts.push(bytes);
    position += bytes.length;
  };
  for (const item of members) {
    offsets.push(
      item.sharesDataOf === undefined
        ? position
        : (offsets[item.sharesDataOf] ?? 0),
    );
    if (item.sharesDataOf !== undefined) continue;
    const fields = fieldsOf(item);
    const name =
      item.localName === undefined ? fields.name : Buffer.from(item.localName);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    writeShared(header, 6, fields);
    header.writeUInt16LE(name.length, 26);
    put(header);
    put(name);
    put(fields.data);
  }
  const directoryStart = position;
  members.forEach((item, index) => {
    const fields = fieldsOf(item);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE((3 << 8) | 63, 4);
    record.writeUInt16LE(20, 6);
    writeShared(record, 8, fields);
    record.writeUInt16LE(fields.name.length, 28);
    record.writeUInt32LE(((item.mode ?? 0o100644) << 16) >>> 0, 38);
    record.writeUInt32LE(offsets[index] ?? 0, 42);
    put(record);
    put(fields.name);
  });
  const directoryBytes = position - directoryStart;
  const sealed = options.sealed ?? true;
  const comment = Buffer.from(
    options.comment ?? (sealed ? sealPrefix + "0".repeat(64) : ""),
  );
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(directoryStart, 16);
  end.writeUInt16LE(comment.length, 20);
  put(end);
  put(comment);
  const file = Buffer.concat(parts);
  if (sealed && options.comment === undefined)
    file.write(sha256Of(file.subarray(0, -64)), file.length - 64, "latin1");
  return file;
}

interface Fields {
  readonly name: Buffer;
  readonly data: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly bytes: number;
}

function fieldsOf(item: HostileMember): Fields {
  const deflate = item.deflate === true;
  const data = Buffer.from(
    deflate ? deflateRawSync(item.content) : item.content,
  );
  return {
    name: Buffer.from(item.name),
    data,
    flags: item.flags ?? 0x800,
    method: item.method ?? (deflate ? 8 : 0),
    crc: item.declaredCrc32 ?? crc32(item.content),
    compressedBytes: item.declaredCompressedBytes ?? data.length,
    bytes: item.declaredBytes ?? item.content.length,
  };
}

/** Flags, method, time, CRC and sizes stand in the same order in both headers. */
function writeShared(header: Buffer, at: number, fields: Fields): void {
  header.writeUInt16LE(fields.flags, at);
  header.writeUInt16LE(fields.method, at + 2);
  header.writeUInt16LE(0, at + 4);
  header.writeUInt16LE(0x21, at + 6);
  header.writeUInt32LE(fields.crc >>> 0, at + 8);
  header.writeUInt32LE(fields.compressedBytes, at + 12);
  header.writeUInt32LE(fields.bytes, at + 16);
}
