// The port `TargetImages` for the other end of a pipe.

import { TrivetError } from "../../../core/errors.ts";
import type {
  TargetImage,
  TargetImages,
} from "../../../services/ports/process-memory.ts";
import { openRemoteImage, type RemoteOptions } from "./open-remote.ts";

export class RemoteTargetImages implements TargetImages {
  readonly #options: RemoteOptions;

  constructor(options: RemoteOptions) {
    this.#options = options;
  }

  openProcess(
    pid: number,
    options: { readonly startTicks?: number } = {},
  ): Promise<TargetImage> {
    return openRemoteImage(pid, options.startTicks, this.#options);
  }

  openCore(corePath: string): Promise<TargetImage> {
    return Promise.reject(
      new TrivetError("usage", `${corePath}: cores are read here, not there`),
    );
  }
}
