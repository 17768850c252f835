// Source files as profiles name them, hostile ones included, and the compiler's notes, from a real disk and a real Go.

import { execFile } from "node:child_process";
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultGoFolders, findGo } from "../../src/node/demo/go-toolchain.ts";
import { findGoPlaces } from "../../src/node/source-files/go-places.ts";
import { LocalSourceFiles } from "../../src/node/source-files/local-source-files.ts";
import { readSource } from "../../src/node/source-files/read-source.ts";
import type { Snapshot } from "../../src/core/investigation/model.ts";
import { plainLens } from "../../src/core/pprof/lens.ts";
import { InProcessProfileEngine } from "../../src/node/profile-engine/in-process-engine.ts";
import { ProfileService } from "../../src/services/profiles.ts";
import { viewSource } from "../../src/services/source.ts";
import { encodeProfile } from "../support/profile-encode.ts";
import { profileFromText } from "../support/profile-text.ts";
import type { SourceRequest } from "../../src/services/ports/machine.ts";

const run = promisify(execFile);
const demos = resolve(import.meta.dirname, "../../resources/demo");
const toolchain = await findGo(
  process.env["PATH"] ?? "",
  await defaultGoFolders(),
);
const files = new LocalSourceFiles({
  findGo: () => Promise.resolve(toolchain),
  bundledFolder: demos,
});

const snapshot: Snapshot = {
  id: "heap-1",
  targetId: "target-1",
  kind: "heap",
  requestedAtMillis: 1,
  atMillis: 1,
  member: "evidence/heap-1",
  bytes: 1,
  sha256: "",
  request: "",
  gcCount: null,
  forcedGc: false,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-sources-"));
});
afterAll(async () => {
  await run("chmod", ["-R", "u+w", folder]);
  await rm(folder, { recursive: true, force: true });
});

const request = (
  file: string,
  more: Partial<SourceRequest> = {},
): SourceRequest & { readonly aroundLine: number } => ({
  file,
  function: "main.main",
  mappings: [],
  goVersion: null,
  aroundLine: 1,
  ...more,
});

async function put(path: string, text: string | Uint8Array): Promise<string> {
  const whole = join(folder, path);
  await mkdir(dirname(whole), { recursive: true });
  await writeFile(whole, text);
  return whole;
}

describe("finding", () => {
  it("reads a path as recorded, and one that is mapped before it", async () => {
    const recorded = await put("built/app/main.go", "package main\n");
    expect(await files.read(request(recorded))).toMatchObject({
      status: "found",
      origin: "recorded",
      path: recorded,
      lines: ["package main"],
      goVersion: null,
    });
    const mapped = await put("here/main.go", "package main // here\n");
    const mappings = [
      { from: join(folder, "built/app"), to: join(folder, "here") },
    ];
    expect(await files.read(request(recorded, { mappings }))).toMatchObject({
      status: "found",
      origin: "mapping",
      path: mapped,
    });
  });

  it("finds the distribution of this machine, trimmed or of another one", async () => {
    for (const file of [
      "runtime/malloc.go",
      "/no/such/go/src/runtime/malloc.go",
    ])
      expect(
        await files.read(request(file, { function: "runtime.mallocgc" })),
      ).toMatchObject({
        status: "found",
        origin: "goroot",
        goVersion: toolchain.version,
      });
  });

  it("prefers the distribution that the target was built with", async () => {
    for (const version of ["go1.21.3", "go1.22.9"]) {
      await put(`sdk/${version}/VERSION`, `${version}\ntime 2026\n`);
      await put(`sdk/${version}/src/fmt/print.go`, `package fmt // ${version}`);
    }
    const places = await findGoPlaces(null, folder);
    expect(places.roots.map(({ version }) => version)).toEqual(
      expect.arrayContaining(["go1.21.3", "go1.22.9"]),
    );
    const own = new LocalSourceFiles({
      findGo: () => Promise.resolve(toolchain),
      bundledFolder: null,
      places,
    });
    for (const goVersion of ["go1.21.3", "go1.22.9"])
      expect(
        await own.read(
          request("fmt/print.go", { function: "fmt.Sprintf", goVersion }),
        ),
      ).toMatchObject({ goVersion, lines: [`package fmt // ${goVersion}`] });
  });

  it("finds modules in the cache, and the demos' own", async () => {
    await put(
      "go/pkg/mod/github.com/!some!one/lib@v1.2.3/a.go",
      "package lib\n",
    );
    const own = new LocalSourceFiles({
      findGo: () => Promise.resolve(toolchain),
      bundledFolder: demos,
      places: await findGoPlaces(null, folder),
    });
    expect(
      await own.read(request("github.com/SomeOne/lib@v1.2.3/a.go")),
    ).toMatchObject({ status: "found", origin: "module-cache" });
    expect(
      await own.read(request("trivet.example/gateway/raster.go")),
    ).toMatchObject({
      status: "found",
      origin: "bundled",
      path: join(demos, "gateway/raster.go"),
    });
  });

  it("says what it tried", async () => {
    const mappings = [{ from: "/ci", to: join(folder, "nowhere") }];
    expect(await files.read(request("/ci/x.go", { mappings }))).toEqual({
      status: "missing",
      reason: "not-found",
      tried: [join(folder, "nowhere/x.go"), "/ci/x.go"],
    });
  });
});

describe("what a profile must not make it read", () => {
  const troubles: readonly (readonly [
    string,
    () => Promise<string>,
    string,
  ])[] = [
    [
      "a FIFO",
      async () => {
        const path = join(folder, "fifo.go");
        await run("mkfifo", [path]);
        return path;
      },
      "not-a-file",
    ],
    [
      "a folder",
      async () => {
        await mkdir(join(folder, "folder.go"));
        return join(folder, "folder.go");
      },
      "not-a-file",
    ],
    [
      "a link to a secret",
      async () => {
        const secret = await put("secret", "password");
        await symlink(secret, join(folder, "link.go"));
        return join(folder, "link.go");
      },
      "not-a-file",
    ],
    [
      "a link to a device",
      async () => {
        await symlink("/dev/zero", join(folder, "zero.go"));
        return join(folder, "zero.go");
      },
      "not-a-file",
    ],
    [
      "a link to itself",
      async () => {
        await symlink(join(folder, "self.go"), join(folder, "self.go"));
        return join(folder, "self.go");
      },
      "not-a-file",
    ],
    [
      "a binary",
      () => put("binary.go", Buffer.from([0x7f, 0x45, 0, 1])),
      "not-text",
    ],
    [
      "a huge file",
      () => put("huge.go", "x".repeat(9 * 1024 * 1024)),
      "too-large",
    ],
    ["nothing", () => Promise.resolve(join(folder, "nothing.go")), "not-found"],
  ];

  it.each(troubles)("%s", async (_, make, reason) => {
    const path = await make();
    expect(await readSource(path)).toBe(reason);
    expect(await files.read(request(path))).toMatchObject({
      status: "missing",
      reason,
    });
  });

  it("the kernel's own files", async () => {
    const path = await put("proc.go", "package main\n");
    expect(await readSource(`/proc/self/root${path}`)).toMatchObject({ path });
    expect(await readSource("/proc/self/environ")).toBe("not-a-file");
    expect(await readSource("/dev/zero")).toBe("not-a-file");
  });

  it("a file that may not be read", async () => {
    if (process.getuid?.() === 0) return; // root may
    const path = await put("forbidden.go", "package main\n");
    await chmod(path, 0);
    expect(await readSource(path)).toBe("not-readable");
  });
});

describe("a profile that somebody sent", () => {
  const names: readonly (readonly [string, string])[] = [
    ["/etc/shadow", "not-source"],
    ["/dev/zero", "not-source"],
    ["/proc/self/environ", "not-source"],
    ["../../../../etc/secret.go", "unsafe-path"],
    ["//host/share/x.go", "not-found"],
    ["<img src=x onerror=alert(1)>.go", "not-found"],
    ["\u202ego.x/", "not-source"],
    ["", "no-file"],
  ];

  it.each(names)(
    "naming %j shows its values and reads nothing",
    async (file, reason) => {
      const profiles = new ProfileService(new InProcessProfileEngine());
      const profile = profileFromText("main.main;main.leak@a.go:7 40");
      profiles.use({
        model: { snapshots: [snapshot] },
        readEvidence: () =>
          Promise.resolve(
            encodeProfile({
              ...profile,
              functions: profile.functions.map((own) =>
                own.name === "main.leak" ? { ...own, file } : own,
              ),
            }),
          ),
      });
      const view = await viewSource(
        {
          subject: { kind: "single", id: snapshot.id },
          lens: plainLens,
          function: "main.leak",
          file: null,
          whole: true,
        },
        { profiles, files, mappings: [], goVersionOf: () => null },
      );
      expect(view.lines).toEqual([{ line: 7, flat: 40, cum: 40 }]);
      expect(view.text).toMatchObject({ status: "missing", reason });
    },
  );
});

describe("escape notes", () => {
  it("say why the demo's leak is on the heap, and leave nothing behind", async () => {
    const before = await readdir(join(demos, "gateway"));
    const report = await files.escapes(
      request("trivet.example/gateway/raster.go"),
    );
    expect(report).toMatchObject({
      goVersion: toolchain.version,
      isCut: false,
      file: join(demos, "gateway/raster.go"),
    });
    const source = await files.read(
      request("trivet.example/gateway/raster.go"),
    );
    if (source.status !== "found") throw new Error("the demo is not here");
    const note = report.notes.find(
      ({ kind, text }) => kind === "escapes" && text.includes("make([]byte"),
    );
    expect(source.lines[(note?.line ?? 0) - 1]).toContain("make([]byte");
    expect(
      note?.reasons.some((reason) => reason.includes("flow: {heap}")),
    ).toBe(true);
    expect(await readdir(join(demos, "gateway"))).toEqual(before);
    expect(
      (await readdir(tmpdir())).filter((name) =>
        name.startsWith("trivet-escapes-"),
      ),
    ).toEqual([]);
  });

  it("are there for the distribution too", async () => {
    const report = await files.escapes(
      request("strings/builder.go", { function: "strings.(*Builder).grow" }),
    );
    expect(report.notes.length).toBeGreaterThan(0);
  });

  it("need a module", async () => {
    const path = await put("loose/main.go", "package main\nfunc main() {}\n");
    await expect(files.escapes(request(path))).rejects.toMatchObject({
      code: "source-outside-module",
    });
  });

  it("need a source", async () => {
    await expect(files.escapes(request("/no/x.go"))).rejects.toMatchObject({
      code: "source-missing",
    });
  });

  it("fetch nothing, and say what the compiler said", async () => {
    await put("lacking/go.mod", "module example.com/lacking\n\ngo 1.19\n");
    const path = await put(
      "lacking/main.go",
      'package main\n\nimport "example.com/absent/lib"\n\nfunc main() { lib.Run() }\n',
    );
    await expect(files.escapes(request(path))).rejects.toMatchObject({
      code: "source-not-compiled",
      message: expect.stringContaining("example.com/absent/lib") as string,
    });
    expect(await readdir(join(folder, "lacking"))).toEqual([
      "go.mod",
      "main.go",
    ]);
  });

  it("run nothing that the environment or the module asks for", async () => {
    const witness = join(folder, "witness");
    const tool = await put(
      "tool.sh",
      `#!/bin/sh\ntouch ${witness}\nexec "$@"\n`,
    );
    await chmod(tool, 0o755);
    await put("go.env", `GOFLAGS=-toolexec=${tool}\n`);
    await put(
      "greedy/go.mod",
      "module example.com/greedy\n\ngo 1.19\n\ntoolchain go1.99.1\n",
    );
    const path = await put(
      "greedy/main.go",
      "package main\n\n//go:generate touch witness\nvar kept []*int\n\nfunc main() { kept = append(kept, new(int)) }\n",
    );
    const saved = { ...process.env };
    process.env["GOENV"] = join(folder, "go.env");
    process.env["GOFLAGS"] = `-toolexec=${tool}`;
    try {
      const report = await files.escapes(request(path));
      expect(report.notes).toContainEqual(
        expect.objectContaining({ kind: "escapes", line: 6 }),
      );
    } finally {
      for (const name of ["GOENV", "GOFLAGS"])
        if (saved[name] === undefined) delete process.env[name];
        else process.env[name] = saved[name];
    }
    expect(await readdir(folder)).not.toContain("witness");
    expect(await readdir(join(folder, "greedy"))).not.toContain("witness");
  });

  it("can be given up, with everything that was started", async () => {
    await cp(join(demos, "gateway"), join(folder, "slow"), { recursive: true });
    const path = join(folder, "slow/raster.go");
    const controller = new AbortController();
    const asked = files.escapes(request(path), controller.signal);
    setTimeout(() => controller.abort(), 60);
    await expect(asked).rejects.toMatchObject({ code: "cancelled" });
    const { stdout } = await run("ps", ["-eo", "args"]);
    expect(stdout).not.toContain("-gcflags=-m=2");
  });
});
