// Recordings that are saved whole: the settings say what they take, and clean them up; what is unsaved stays.

import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  callContract,
  expect,
  temporaryFolder,
  test,
} from "../support/e2e-app.ts";
import { runFromPalette } from "../support/e2e-window.ts";

test("a saved recording's folder is cleaned up, an unsaved one stays", async ({
  launch,
}) => {
  const userData = temporaryFolder();
  const files = temporaryFolder();
  try {
    const running = await launch({ userData });
    const { page } = running;
    const folders = (): readonly string[] =>
      readdirSync(join(userData, "investigations"));
    const archive = join(files, "case.trivet");
    const call = async (channel: string, input: unknown): Promise<void> => {
      const reply = await callContract(page, channel, input);
      expect(reply.error).toBeUndefined();
    };
    await call("investigation.create", { title: "saved" });
    await call("investigation.addNote", { text: "one", aboutMillis: null });
    await call("investigation.save", { path: archive });
    const [saved = ""] = folders();
    await call("investigation.create", { title: "unsaved" });
    await call("investigation.addNote", { text: "two", aboutMillis: null });
    expect(folders()).toHaveLength(2);

    await runFromPalette(page, "Settings");
    const section = page.getByTestId("saved-recordings");
    await expect(section).toContainText("One recording's folder takes");
    await section.getByRole("button", { name: "Clean up now" }).click();
    await expect(section).toContainText("No recording's folder");
    await expect(page.getByTestId("toasts")).toContainText(
      "Saved recordings removed: 1",
    );
    await expect(section.getByRole("button")).toBeDisabled();
    expect(folders()).not.toContain(saved);
    expect(folders()).toHaveLength(1);
    expect(existsSync(archive)).toBe(true);
    // The note of the unsaved one would be worth a question.
    await call("investigation.save", { path: join(files, "other.trivet") });
    await running.close();
  } finally {
    rmSync(userData, { recursive: true, force: true });
    rmSync(files, { recursive: true, force: true });
  }
});
