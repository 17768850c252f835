// Runs as somebody else: opens the memory of the process given and prints the code of the refusal, or "opened".

import { toTrivetError } from "../../src/core/errors.ts";
import { openInspection } from "../../src/services/inspect.ts";
import { LocalTargetImages } from "../../src/node/process-memory/target-images.ts";
import { ExecutableLayoutSource } from "../../src/node/runtime-layout/layout-source.ts";

const ports = {
  images: new LocalTargetImages(),
  layouts: new ExecutableLayoutSource({
    cacheFolder: null,
    bundledFolder: null,
  }),
};

try {
  const inspection = await openInspection(ports, {
    pid: Number(process.argv[2]),
  });
  await inspection.close();
  console.log("opened");
} catch (thrown) {
  console.log(toTrivetError(thrown).code);
}
