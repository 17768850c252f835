// /proc/net/tcp and tcp6: which sockets listen. Addresses are 32-bit words in the machine's byte order, printed as hex;
// both architectures that Go servers run on here are little-endian, so each word's bytes are reversed.

export interface TcpListener {
  /** Dotted for IPv4, full hexadecimal groups for IPv6 (`0000:…:0001`). */
  readonly address: string;
  readonly port: number;
  /** To be matched with `socket:[inode]` in /proc/PID/fd. */
  readonly inode: number;
  readonly scope: "loopback" | "wildcard" | "other";
}

const listenState = "0A";

function bytesOf(hex: string): readonly number[] {
  const bytes: number[] = [];
  for (let word = 0; word < hex.length; word += 8)
    for (let i = 6; i >= 0; i -= 2)
      bytes.push(parseInt(hex.slice(word + i, word + i + 2), 16));
  return bytes;
}

function scopeOf(bytes: readonly number[]): TcpListener["scope"] {
  if (bytes.every((byte) => byte === 0)) return "wildcard";
  const mapped =
    bytes.length === 16 &&
    bytes.slice(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 0xff &&
    bytes[11] === 0xff;
  const v4 = mapped ? bytes.slice(12) : bytes;
  if (v4.length === 4) {
    if (v4.every((byte) => byte === 0)) return "wildcard";
    return v4[0] === 127 ? "loopback" : "other";
  }
  const isOne =
    bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1;
  return isOne ? "loopback" : "other";
}

function formatAddress(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2)
    groups.push(
      (((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0))
        .toString(16)
        .padStart(4, "0"),
    );
  return groups.join(":");
}

/** The listening sockets of either file; heading and lines of another form are skipped. */
export function parseTcpListeners(text: string): readonly TcpListener[] {
  const listeners: TcpListener[] = [];
  for (const line of text.split("\n")) {
    const fields = line.trim().split(/\s+/);
    const local = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(
      fields[1] ?? "",
    );
    const inode = Number(fields[9]);
    if (local === null || fields[3] !== listenState || !(inode > 0)) continue;
    const bytes = bytesOf(local[1] ?? "");
    listeners.push({
      address: formatAddress(bytes),
      port: parseInt(local[2] ?? "", 16),
      inode,
      scope: scopeOf(bytes),
    });
  }
  return listeners;
}

/** `socket:[21214]` as readlink of /proc/PID/fd/N gives it; null for everything else. */
export function socketInode(link: string): number | null {
  const match = /^socket:\[(\d+)\]$/.exec(link);
  return match === null ? null : Number(match[1]);
}
