// The readers of process memory of this machine, loaded when they are first needed.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { InspectPorts } from "../services/inspect.ts";

export async function inspectPorts(): Promise<InspectPorts> {
  const [images, layouts, cache, bundled] = await Promise.all([
    import("../node/process-memory/target-images.ts"),
    import("../node/runtime-layout/layout-source.ts"),
    import("../node/runtime-layout/layout-cache.ts"),
    import("../node/runtime-layout/bundled-layout.ts"),
  ]);
  return {
    images: new images.LocalTargetImages(),
    layouts: new layouts.ExecutableLayoutSource({
      cacheFolder: cache.defaultLayoutCache(),
      bundledFolder: bundled.findBundledLayouts(
        dirname(fileURLToPath(import.meta.url)),
      ),
    }),
  };
}
