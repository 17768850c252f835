// Looks at this machine for `trivet doctor`: commands, libraries, fonts, display, ptrace rights.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { SystemProbe } from "../../services/ports/machine.ts";

function run(command: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      command,
      [...args],
      {
        timeout: 10_000,
        maxBuffer: 8 << 20,
        env: {
          ...process.env,
          PATH: `${process.env["PATH"] ?? ""}:/sbin:/usr/sbin`,
        },
      },
      (error, stdout) => resolve(error === null ? stdout : null),
    );
  });
}

function distributions(): readonly string[] {
  try {
    const text = readFileSync("/etc/os-release", "utf8");
    return [...text.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(
      ([, ids]) => (ids ?? "").split(" "),
    );
  } catch {
    // No os-release: not a Linux distribution that we know packages of.
    return [];
  }
}

export class LocalSystemProbe implements SystemProbe {
  readonly platform = process.platform;
  readonly isRoot = process.getuid?.() === 0;
  readonly distributions = distributions();
  #libraries: Promise<string | null> | undefined;

  async firstLine(
    command: string,
    args: readonly string[],
  ): Promise<string | null> {
    const [line] = ((await run(command, args)) ?? "").trim().split("\n");
    return line === undefined || line === "" ? null : line;
  }

  async hasLibrary(soname: string): Promise<boolean> {
    this.#libraries ??= run("ldconfig", ["-p"]);
    return ((await this.#libraries) ?? "").includes(`${soname} `);
  }

  async hasFontFor(language: string): Promise<boolean> {
    return ((await run("fc-list", [`:lang=${language}`])) ?? "").trim() !== "";
  }

  hasDisplay(): boolean {
    return ["DISPLAY", "WAYLAND_DISPLAY"].some(
      (name) => (process.env[name] ?? "") !== "",
    );
  }

  async ptraceScope(): Promise<number | null> {
    try {
      return Number(
        await readFile("/proc/sys/kernel/yama/ptrace_scope", "utf8"),
      );
    } catch {
      // The kernel was built without yama: nothing restricts ptrace beyond the user id.
      return null;
    }
  }
}
