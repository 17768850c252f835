// A display for tests that open windows outside of the e2e run: the one there is, or an Xvfb of our own.

import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

export interface Display {
  /** For the child's environment: `DISPLAY`. */
  readonly name: string;
  close(): Promise<void>;
}

export async function openDisplay(): Promise<Display> {
  const known = process.env["DISPLAY"];
  if (process.platform !== "linux" || (known !== undefined && known !== ""))
    return { name: known ?? "", close: () => Promise.resolve() };
  const server = spawn(
    "Xvfb",
    ["-displayfd", "3", "-screen", "0", "1920x1080x24", "-ac"],
    { stdio: ["ignore", "ignore", "ignore", "pipe"] },
  );
  const exited = new Promise<void>((resolve) =>
    server.once("exit", () => resolve()),
  );
  const number = await new Promise<string>((resolve, reject) => {
    let text = "";
    (server.stdio[3] as Readable).on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith("\n")) resolve(text.trim());
    });
    server.once("error", reject);
    server.once("exit", (code) =>
      reject(new Error(`Xvfb ended with ${code} before it served`)),
    );
  });
  return {
    name: `:${number}`,
    close: async () => {
      server.kill();
      await exited;
    },
  };
}
