// The target that can be paused (tests/programs/profile-server), built with a Go of choice.

import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { buildGo, goAt } from "./go-program.ts";

const source = resolve(import.meta.dirname, "../programs/profile-server");

export interface ProfileServer {
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  /** From then on every profile is of one moment. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** The body of a profile, `heap?debug=1` for instance. */
  get(profile: string): Promise<Uint8Array>;
  stop(): Promise<void>;
}

/** `root`: GOROOT, null = the `go` on PATH. */
export async function buildProfileServer(
  root: string | null,
  folder: string,
): Promise<string> {
  const binary = join(folder, "profile-server");
  await buildGo(goAt(root), binary, { folder: source });
  return binary;
}

export async function startProfileServer(
  binary: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProfileServer> {
  const child = spawn(binary, [], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) => {
      reject(new Error(`the server ended with ${code} before it served`));
    });
  });
  const ask = async (path: string, method: string): Promise<Uint8Array> => {
    const answer = await fetch(url + path, { method });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
  return {
    url,
    pause: async () => void (await ask("/pause", "POST")),
    resume: async () => void (await ask("/resume", "POST")),
    get: (profile) => ask(`/debug/pprof/${profile}`, "GET"),
    stop: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
