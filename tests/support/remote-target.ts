// Ways to a process at the other end of a pipe: images as the command line makes them, and a real sshd of one's own.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { userInfo } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ExecutableCache } from "../../src/node/process-memory/remote/executable-cache.ts";
import type { RemoteOptions } from "../../src/node/process-memory/remote/open-remote.ts";
import { RemoteTargetImages } from "../../src/node/process-memory/remote/remote-target-images.ts";
import type { InspectPorts } from "../../src/services/inspect.ts";
import { inspectPorts } from "./memory-target.ts";

const run = promisify(execFile);
const sshdPath = "/usr/sbin/sshd";

export function remoteImages(
  command: string,
  cacheFolder: string,
  options: Partial<RemoteOptions> = {},
): RemoteTargetImages {
  return new RemoteTargetImages({
    command,
    timeoutMs: 20_000,
    cache: new ExecutableCache(cacheFolder, 2 ** 32),
    mostBytes: 2 ** 30,
    ...options,
  });
}

export function remotePorts(
  command: string,
  cacheFolder: string,
  options: Partial<RemoteOptions> = {},
): InspectPorts {
  return {
    ...inspectPorts(),
    images: remoteImages(command, cacheFolder, options),
  };
}

export interface TestSshd {
  /** What `--via` takes. */
  readonly command: string;
  stop(): Promise<void>;
}

/** A server of this user on the loopback, with keys of its own; the reason where there can be none. */
export async function startSshd(folder: string): Promise<TestSshd | string> {
  if (!existsSync(sshdPath)) return "openssh-server is not installed";
  const file = (name: string): string => path.join(folder, name);
  try {
    // Where Debian's sshd of root wants an empty folder; its service makes it.
    if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
    for (const key of ["host", "own"])
      await run("ssh-keygen", [
        "-q",
        "-t",
        "ed25519",
        "-N",
        "",
        "-f",
        file(key),
      ]);
  } catch (error) {
    return (error as Error).message;
  }
  const port = await freePort();
  writeFileSync(
    file("sshd_config"),
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${file("host")}`,
      `AuthorizedKeysFile ${file("own.pub")}`,
      `PidFile ${file("sshd.pid")}`,
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "UsePAM no",
      "StrictModes no",
      "PermitRootLogin prohibit-password",
      "",
    ].join("\n"),
  );
  const [type = "", key = ""] = readFileSync(file("host.pub"), "utf8").split(
    " ",
  );
  writeFileSync(file("known_hosts"), `[127.0.0.1]:${port} ${type} ${key}\n`);
  const server = spawn(sshdPath, ["-D", "-e", "-f", file("sshd_config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const words = await firstWords(server);
  if (!words.includes("Server listening")) {
    server.kill();
    return `sshd did not start: ${words.trim()}`;
  }
  return {
    command: [
      `ssh -F none -p ${port} -i ${file("own")}`,
      `-o UserKnownHostsFile=${file("known_hosts")} -o IdentitiesOnly=yes`,
      `${userInfo().username}@127.0.0.1`,
    ].join(" "),
    async stop() {
      const exit = once(server, "exit");
      if (server.kill()) await exit;
    },
  };
}

function firstWords(server: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const end = (): void => resolve(text);
    server.stderr!.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (text.includes("\n")) end();
    });
    server.once("error", (error) => resolve(error.message));
    server.once("exit", end);
    setTimeout(end, 5000).unref();
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
