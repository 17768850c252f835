// Heap profiles as the runtime would write them, from the objects that it sampled: `main;f 3/10 @64` = of stack main;f
// three sampled objects of 64 bytes are alive, and ten were allocated.

import type { Profile } from "../../src/core/pprof/profile.ts";
import { pictured } from "./profile-decoded.ts";
import type { TextOptions } from "./profile-text.ts";

export function sampledPicture(
  picture: string,
  options: TextOptions = {},
): Profile {
  const rate = options.period ?? 524_288;
  const rows = picture
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [, stack = "", inuse = "", alloc = "", size = ""] =
        /^(\S+) (\d+)\/(\d+) @(\d+)$/.exec(line) ?? [];
      const bytes = Number(size);
      // scaleHeapSample of runtime/pprof/protomem.go.
      const scale = rate <= 1 ? 1 : 1 / (1 - Math.exp(-bytes / rate));
      const values = [alloc, inuse].flatMap((count) => [
        Math.trunc(Number(count) * scale),
        Math.trunc(Number(count) * bytes * scale),
      ]);
      return `${stack} ${values.join(" ")} [bytes=${bytes}]`;
    });
  return pictured(rows.join("\n"), options);
}
