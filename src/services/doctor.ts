// What this machine lacks, what for, and the command that mends it. `npm start` and `npm test` set themselves up by
// this same list, so it is written down once.

import type { SystemProbe } from "./ports/machine.ts";

/** `window`: the desktop app. `tests`: the full test run. `gdb`, `demo`: those features only. */
export type Purpose = "window" | "tests" | "gdb" | "demo";

export interface DoctorCheck {
  readonly id: string;
  readonly status: "ok" | "missing";
  readonly neededFor: readonly Purpose[];
  readonly why: string;
  /** Version or place when found. */
  readonly found: string | null;
  /** The command that mends it on this machine; null when nothing is missing. */
  readonly mend: string | null;
  /** Debian package names, first available wins; empty when no package mends it. */
  readonly debianPackages: readonly string[];
}

export interface DoctorReport {
  readonly schema: "trivet.doctor/1";
  readonly platform: string;
  readonly checks: readonly DoctorCheck[];
}

interface Need {
  readonly id: string;
  readonly neededFor: readonly Purpose[];
  readonly why: string;
  /** Debian renamed some libraries in 2024 (`…t64`): the first name that exists is taken. */
  readonly debianPackages: readonly string[];
  readonly brew: string | null;
  readonly mend?: string;
  readonly linuxOnly?: boolean;
  find(probe: SystemProbe): Promise<string | null>;
}

const library = (soname: string, ...debianPackages: string[]): Need => ({
  id: soname,
  neededFor: ["window", "tests"],
  why: "Electron's window is linked against it",
  debianPackages,
  brew: null,
  linuxOnly: true,
  find: async (probe) => ((await probe.hasLibrary(soname)) ? soname : null),
});

const needs: readonly Need[] = [
  library("libgtk-3.so.0", "libgtk-3-0t64", "libgtk-3-0"),
  library("libnss3.so", "libnss3"),
  library("libasound.so.2", "libasound2t64", "libasound2"),
  library("libgbm.so.1", "libgbm1"),
  library(
    "libatk-bridge-2.0.so.0",
    "libatk-bridge2.0-0t64",
    "libatk-bridge2.0-0",
  ),
  library("libXss.so.1", "libxss1"),
  {
    id: "display",
    neededFor: ["window"],
    why: "the window needs an X11 or Wayland display (DISPLAY, WAYLAND_DISPLAY)",
    debianPackages: [],
    brew: null,
    linuxOnly: true,
    mend: "run it in a desktop session, over `ssh -X`, or under `xvfb-run -a npm start`; without a display use `npx trivet record` and `npx trivet diagnose`",
    find: async (probe) => (probe.hasDisplay() ? "yes" : null),
  },
  {
    id: "xvfb",
    neededFor: ["tests"],
    why: "tests open real windows on a virtual display",
    debianPackages: ["xvfb"],
    brew: null,
    linuxOnly: true,
    find: async (probe) =>
      (await probe.firstLine("sh", ["-c", "command -v xvfb-run"])) === null
        ? null
        : "xvfb-run",
  },
  {
    id: "xauth",
    neededFor: ["tests"],
    why: "xvfb-run hands its display over with it",
    debianPackages: ["xauth"],
    brew: null,
    linuxOnly: true,
    find: (probe) => probe.firstLine("sh", ["-c", "command -v xauth"]),
  },
  {
    id: "chinese-font",
    neededFor: ["tests"],
    why: "without it the Chinese window shows boxes",
    debianPackages: ["fonts-noto-cjk"],
    brew: null,
    linuxOnly: true,
    find: async (probe) => ((await probe.hasFontFor("zh-cn")) ? "yes" : null),
  },
  {
    id: "gdb",
    neededFor: ["gdb", "tests"],
    why: "the memory witness and the console need gdb 9.1 or newer",
    debianPackages: ["gdb"],
    brew: "gdb",
    find: (probe) => probe.firstLine("gdb", ["--version"]),
  },
  {
    id: "sshd",
    neededFor: ["tests"],
    why: "memory is read through a real ssh, to a server that the tests start",
    debianPackages: ["openssh-server"],
    brew: null,
    linuxOnly: true,
    // Not in everybody's PATH.
    find: (probe) =>
      probe.firstLine("sh", ["-c", "PATH=$PATH:/usr/sbin command -v sshd"]),
  },
  {
    id: "ptrace",
    neededFor: ["gdb"],
    why: "yama lets only root attach to a process that is no child",
    debianPackages: [],
    brew: null,
    linuxOnly: true,
    mend: "sudo sysctl kernel.yama.ptrace_scope=0",
    find: async (probe) => {
      const scope = await probe.ptraceScope();
      return probe.isRoot || scope === null || scope === 0
        ? `ptrace_scope ${scope ?? "none"}`
        : null;
    },
  },
  {
    id: "go",
    neededFor: ["demo", "tests"],
    why: "the demo target is built from source; the bundled sample works without it",
    debianPackages: ["golang-go"],
    brew: "go",
    find: (probe) =>
      probe.firstLine("sh", [
        "-c",
        "go version || /usr/local/go/bin/go version || /usr/lib/go/bin/go version",
      ]),
  },
];

function mendCommand(need: Need, probe: SystemProbe): string {
  if (need.mend !== undefined) return need.mend;
  if (probe.platform === "darwin" && need.brew !== null)
    return `brew install ${need.brew}`;
  const [name] = need.debianPackages.slice(-1);
  return `${probe.isRoot ? "" : "sudo "}apt-get install ${name ?? need.id}`;
}

/** Looks for everything; `purposes` keeps only what those need. */
export async function examine(
  probe: SystemProbe,
  purposes?: readonly Purpose[],
): Promise<DoctorReport> {
  const wanted = needs
    .filter((need) => need.linuxOnly !== true || probe.platform === "linux")
    .filter(
      (need) =>
        purposes === undefined ||
        need.neededFor.some((purpose) => purposes.includes(purpose)),
    );
  const checks = await Promise.all(
    wanted.map(async (need): Promise<DoctorCheck> => {
      const found = await need.find(probe);
      return {
        id: need.id,
        status: found === null ? "missing" : "ok",
        neededFor: need.neededFor,
        why: need.why,
        found,
        mend: found === null ? mendCommand(need, probe) : null,
        debianPackages: need.debianPackages,
      };
    }),
  );
  return { schema: "trivet.doctor/1", platform: probe.platform, checks };
}
