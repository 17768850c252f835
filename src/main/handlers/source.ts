// Source beside profiles. The window names functions; paths come from profiles, and from the mappings that the user keeps.

import { join } from "node:path";
import type { TrivetContract } from "../../contract/contract.ts";
import { pathMappingsSchema } from "../../contract/source-contract.ts";
import type { Handlers } from "../../contract/define.ts";
import type { PathMapping } from "../../core/pprof/source-paths.ts";
import type { SourceFiles } from "../../services/ports/machine.ts";
import {
  explainSource,
  viewSource,
  type SourceParts,
} from "../../services/source.ts";
import type { Desk } from "../desk.ts";
import { readJsonFile, writeJsonFile } from "../json-file.ts";

export interface SourceHandlerParts {
  readonly desk: Desk;
  readonly files: () => Promise<SourceFiles>;
  /** The mappings are of this machine, not of an investigation: they are kept with the user's settings. */
  readonly userData: string;
}

export function sourceHandlers({
  desk,
  files,
  userData,
}: SourceHandlerParts): Handlers<TrivetContract>["source"] {
  const path = join(userData, "source-paths.json");
  let known: Promise<readonly PathMapping[]> | null = null;
  const mappings = (): Promise<readonly PathMapping[]> => {
    known ??= readJsonFile(path, pathMappingsSchema, []);
    return known;
  };
  const parts = async (): Promise<SourceParts> => {
    const { profiles, session } = desk.current;
    return {
      profiles,
      files: await files(),
      mappings: await mappings(),
      goVersionOf: (snapshotId) => {
        const { snapshots, targets } = session.model;
        const targetId = snapshots.find(
          ({ id }) => id === snapshotId,
        )?.targetId;
        return targetId === undefined
          ? null
          : (targets.get(targetId)?.goVersion ?? null);
      },
    };
  };
  return {
    read: async ({ sampleType, ...query }, signal) =>
      viewSource(
        sampleType === undefined ? query : { ...query, sampleType },
        await parts(),
        signal,
      ),
    escapes: async ({ sampleType, ...query }, signal) =>
      explainSource(
        sampleType === undefined ? query : { ...query, sampleType },
        await parts(),
        signal,
      ),
    mappings,
    saveMappings: async ({ mappings: wanted }) => {
      await writeJsonFile(path, wanted);
      known = Promise.resolve(wanted);
      return wanted;
    },
  };
}
