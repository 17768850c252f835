// Other Go than the machine's own: newer ones as the go command itself fetches them (GOTOOLCHAIN), older ones from
// Debian's packages, unpacked into the cache and never installed. Go 1.19 is the oldest that Trivet promises; a machine
// that cannot get it skips those tests and says so.

import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const cache = path.resolve(import.meta.dirname, "../../.cache/go");

/** GOROOT of Go "1.NN" (for example "1.19"); null, with a line on stderr, when it cannot be had here. */
export async function findGo(version: string): Promise<string | null> {
  // The first version that is published as a module.
  if (Number(version.split(".")[1]) >= 21) {
    const { stdout } = await run("go", ["env", "GOROOT"], {
      env: { ...process.env, GOTOOLCHAIN: `go${version}.0` },
      timeout: 120_000,
    }).catch(() => ({ stdout: "" }));
    if (stdout.trim() !== "") return stdout.trim();
  }
  const folder = path.join(cache, version);
  const root = path.join(folder, "usr/lib", `go-${version}`);
  if (!existsSync(path.join(root, "src/runtime"))) {
    try {
      await unpack(version, folder, root);
    } catch (thrown) {
      console.error(`Go ${version} is not available here: ${String(thrown)}`);
      return null;
    }
  }
  return root;
}

async function unpack(
  version: string,
  folder: string,
  root: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const packages = [`golang-${version}-go`, `golang-${version}-src`];
  await run("apt-get", ["download", "-q", ...packages], {
    cwd: folder,
    timeout: 120_000,
  });
  for (const name of readdirSync(folder).filter((file) =>
    file.endsWith(".deb"),
  )) {
    await run("dpkg", ["-x", name, "."], { cwd: folder });
    rmSync(path.join(folder, name));
  }
  // The package links its sources to /usr/share: here they lie beside it.
  const sources = path.join(root, "src");
  rmSync(sources, { recursive: true, force: true });
  symlinkSync(`../../share/go-${version}/src`, sources);
}
