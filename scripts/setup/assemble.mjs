// The packaged layout, so that what is started and tested is what would be shipped: the runtime under the
// application's name (called `electron` it would report itself as not packaged) with the bundles in resources/app.

import {
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { inCache, inRoot } from "./paths.mjs";
import { hashOf, isStamped } from "./stamp.mjs";

/** Hard links instead of copies: 260 MB in no time. Nothing may write into the copy's files. */
function linkTree(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const kind = lstatSync(source);
    if (kind.isDirectory()) linkTree(source, target);
    else if (kind.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkSync(source, target);
  }
}

/** What the product needs at run time besides its bundles. */
function copyApplication(to) {
  cpSync(inRoot("out"), join(to, "out"), { recursive: true });
  cpSync(inRoot("resources"), join(to, "resources"), { recursive: true });
  const manifest = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  for (const developmentOnly of ["devDependencies", "scripts"])
    delete manifest[developmentOnly];
  writeFileSync(join(to, "package.json"), JSON.stringify(manifest, null, 2));
  const modules = inRoot("node_modules");
  for (const name of [
    "node-pty",
    ...readdirSync(join(modules, "@lydell")).map(
      (platform) => `@lydell/${platform}`,
    ),
  ])
    cpSync(join(modules, name), join(to, "node_modules", name), {
      recursive: true,
    });
}

/** Returns the command that opens the window: `{ command, args }`. */
export function assemble(runtime, buildStamp) {
  if (process.platform === "darwin")
    return {
      command: join(
        runtime.folder,
        "Electron.app",
        "Contents",
        "MacOS",
        "Electron",
      ),
      args: [inRoot()],
    };
  const folder = inCache("app");
  const executable = join(folder, "trivet");
  const stamp = `${runtime.folder} ${runtime.version} ${buildStamp} ${hashOf(inRoot("resources"), inRoot("package.json"))}`;
  if (isStamped(join(folder, ".stamp"), stamp))
    return { command: executable, args: [] };
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  linkTree(runtime.folder, fresh);
  renameSync(join(fresh, "electron"), join(fresh, "trivet"));
  // The distribution's own stand-in application would otherwise be a second entry point.
  rmSync(join(fresh, "resources", "default_app.asar"), { force: true });
  copyApplication(join(fresh, "resources", "app"));
  writeFileSync(join(fresh, ".stamp"), stamp);
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  return { command: executable, args: [] };
}
