// What the window is told of a save: its progress ends, whatever came of it.

import { expect, it } from "vitest";
import type { Progress } from "../../../src/core/investigation/live-state.ts";
import type { LiveInvestigation } from "../../../src/main/live-investigation.ts";
import { createSaver } from "../../../src/main/save-investigation.ts";

it.each([true, false])("ends its progress, saved: %s", async (works) => {
  const told: Progress[] = [];
  const remembered: string[] = [];
  const saver = createSaver({
    dialogs: { askSave: async () => null },
    documentsFolder: "/documents",
    remember: async (path) => void remembered.push(path),
    emitProgress: (progress) => told.push(progress),
  });
  const live = {
    session: {
      save: async (
        path: string,
        options: { onProgress: (done: number, total: number) => void },
      ) => {
        options.onProgress(5, 10);
        if (!works) throw new Error("no folder");
        return { path, bytes: 10 };
      },
    },
    wasSaved: () => undefined,
  } as unknown as LiveInvestigation;
  const saving = saver.save(live, "/x.trivet");
  if (works) expect(await saving).toEqual({ path: "/x.trivet", bytes: 10 });
  else await expect(saving).rejects.toThrow("no folder");
  expect(told.map(({ done, total }) => [done, total])).toEqual([
    [5, 10],
    [1, 1],
  ]);
  expect(remembered).toEqual(works ? ["/x.trivet"] : []);
});
