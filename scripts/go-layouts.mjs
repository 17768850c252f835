// Makes resources/go-layouts: the layouts that binaries linked with -w fall back on, one file per Go minor version, read
// from the DWARF of a real binary built by that version. Run by hand when a Go version appears or a structure is added
// to src/core/go-runtime/layout-spec/. The go command fetches the toolchains (GOTOOLCHAIN).

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "vite";

const versions = [
  "1.19.13",
  "1.20.14",
  "1.21.13",
  "1.22.12",
  "1.23.12",
  "1.24.0",
  "1.25.8",
  "1.26.8",
  "1.27.0",
];

const source = `package main

import (
	"fmt"
	"net/http"
	_ "net/http/pprof"
)

func main() { fmt.Println(http.ListenAndServe("127.0.0.1:0", nil)) }
`;

const folder = mkdtempSync(join(tmpdir(), "trivet-layouts-"));
const target = join(import.meta.dirname, "../resources/go-layouts");
const server = await createServer({
  root: join(import.meta.dirname, ".."),
  configFile: false,
  logLevel: "error",
  server: { middlewareMode: true, watch: null },
  appType: "custom",
});
try {
  const load = (path) => server.ssrLoadModule(`/src/${path}`);
  const { openFile } = await load("node/process-memory/open-file.ts");
  const { ExecutableLayoutSource } = await load(
    "node/runtime-layout/layout-source.ts",
  );
  const { formatLayout } = await load("core/go-runtime/layout-file.ts");
  writeFileSync(join(folder, "main.go"), source);
  writeFileSync(join(folder, "go.mod"), "module layouts\n\ngo 1.19\n");
  mkdirSync(target, { recursive: true });
  for (const version of versions) {
    const binary = join(folder, version);
    execFileSync("go", ["build", "-o", binary, "main.go"], {
      cwd: folder,
      env: {
        ...process.env,
        GOTOOLCHAIN: `go${version}`,
        CGO_ENABLED: "0",
        GOOS: "linux",
        GOARCH: "amd64",
      },
      stdio: "inherit",
    });
    const file = await openFile(binary);
    const source = new ExecutableLayoutSource({
      cacheFolder: null,
      bundledFolder: null,
    });
    const { data } = await source.load(file);
    await file.close();
    const minor = version.split(".")[1];
    const path = join(target, `go1.${minor}.json`);
    writeFileSync(path, formatLayout(data));
    console.log(`${path}: ${data.goVersion}`);
  }
} finally {
  await server.close();
  rmSync(folder, { recursive: true });
}
