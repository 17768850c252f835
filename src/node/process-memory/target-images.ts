// The port `TargetImages` on this machine.

import type {
  TargetImage,
  TargetImages,
} from "../../services/ports/process-memory.ts";
import { openCoreImage } from "./open-core.ts";
import { openProcessImage } from "./open-process.ts";

export class LocalTargetImages implements TargetImages {
  openProcess(
    pid: number,
    options?: { readonly startTicks?: number },
  ): Promise<TargetImage> {
    return openProcessImage(pid, options);
  }

  openCore(corePath: string, executablePath: string): Promise<TargetImage> {
    return openCoreImage(corePath, executablePath);
  }
}
