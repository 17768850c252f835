// What a path is, in words: a refused FIFO or device is named, so that nobody looks for a damaged file.

import type { Stats } from "node:fs";

export function describeFileKind(stats: Stats): string {
  if (stats.isFile()) return "a regular file";
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a FIFO";
  if (stats.isSocket()) return "a socket";
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return "a device";
  return "no regular file";
}
