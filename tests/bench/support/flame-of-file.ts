// A process that does nothing but make a flame view of one file, for its time and memory to be measured.
// usage: node flame-of-file.mjs FILE

import { readFile } from "node:fs/promises";
import { plainLens } from "../../../src/core/pprof/lens.ts";
import { HeldProfiles } from "../../../src/node/profile-engine/held-profiles.ts";

const bytes = await readFile(process.argv[2] ?? "");
const held = new HeldProfiles();
const goOn = (): void => undefined;
await held.load("file", bytes, goOn);
const view = await held.flame(
  {
    subject: { kind: "single", id: "file" },
    lens: plainLens,
    minFraction: 1 / 7680,
    zoom: [],
  },
  goOn,
);
process.stdout.write(`${view.name.length}\n`);
