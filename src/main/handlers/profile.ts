// Views of profiles, by snapshot.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import { TrivetError } from "../../core/errors.ts";
import { readFunctionSeries } from "../../services/function-series.ts";
import type { Desk } from "../desk.ts";
import type { Dialogs } from "../dialogs.ts";

export interface ProfileParts {
  readonly desk: Desk;
  readonly dialogs: Dialogs;
  readonly documentsFolder: string;
}

export function profileHandlers({
  desk,
  dialogs,
  documentsFolder,
}: ProfileParts): Handlers<TrivetContract>["profile"] {
  return {
    summary: ({ snapshotId }, signal) =>
      desk.current.profiles.summary(snapshotId, signal),
    comparability: ({ before, after }, signal) =>
      desk.current.profiles.comparability(before, after, signal),
    top: ({ sampleType, ...query }, signal) =>
      desk.current.profiles.top(
        sampleType === undefined ? query : { ...query, sampleType },
        signal,
      ),
    lensEffect: ({ sampleType, ...query }, signal) =>
      desk.current.profiles.lensEffect(
        sampleType === undefined ? query : { ...query, sampleType },
        signal,
      ),
    flame: ({ sampleType, ...query }, signal) =>
      desk.current.profiles.flame(
        sampleType === undefined ? query : { ...query, sampleType },
        signal,
      ),
    sandwich: ({ sampleType, ...query }, signal) =>
      desk.current.profiles.sandwich(
        sampleType === undefined ? query : { ...query, sampleType },
        signal,
      ),
    search: ({ sampleType, ...query }, signal) =>
      desk.current.profiles.search(
        sampleType === undefined ? query : { ...query, sampleType },
        signal,
      ),
    callers: ({ sampleType, ...query }, signal) =>
      desk.current.profiles.callers(
        sampleType === undefined ? query : { ...query, sampleType },
        signal,
      ),
    tags: ({ sampleType, ...query }, signal) =>
      desk.current.profiles.tags(
        sampleType === undefined ? query : { ...query, sampleType },
        signal,
      ),
    functionSeries: ({ sampleType, ...query }, signal) =>
      readFunctionSeries(
        sampleType === undefined ? query : { ...query, sampleType },
        {
          profiles: desk.current.profiles,
          snapshots: desk.current.session.model.snapshots,
        },
        signal,
      ),
    goroutines: ({ snapshotId, beforeId }, signal) =>
      desk.current.profiles.goroutines(snapshotId, beforeId, signal),
    saveRaw: async ({ snapshotId, path }) => {
      const { session } = desk.current;
      const snapshot = session.model.snapshots.find(
        ({ id }) => id === snapshotId,
      );
      if (snapshot === undefined)
        throw new TrivetError("not-found", `no snapshot ${snapshotId}`);
      const extension = /\.([a-z0-9.]+)$/.exec(snapshot.member)?.[1] ?? "pb.gz";
      const target =
        path ??
        (await dialogs.askSaveRaw(
          join(documentsFolder, `${snapshot.id}.${extension}`),
        ));
      if (target === null) return null;
      await writeBytes(target, await session.readEvidence(snapshot.member));
      return { path: target };
    },
  };
}

async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new TrivetError(
      code === "ENOSPC" || code === "EDQUOT" ? "disk-full" : "disk-failed",
      `writing ${path}: ${message}`,
      { cause: error },
    );
  }
}
